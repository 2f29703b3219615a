package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.endpoint.ConformanceScript.Case;
import io.binnacle.apiserver.endpoint.ConformanceScript.Check;
import io.binnacle.apiserver.endpoint.ConformanceScript.Keep;
import io.binnacle.apiserver.endpoint.ConformanceScript.Request;
import io.binnacle.apiserver.endpoint.ConformanceScript.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Plays one case to an API and says which line does not hold. */
public final class ConformanceRunner {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Client client;
  private final Map<String, String> kept = new LinkedHashMap<>();
  private @Nullable Request request;
  private @Nullable Reply reply;

  /**
   * @param headers by name in lower case, the values joined by a newline
   * @param body of a watch the list of its events
   */
  public record Reply(int code, Map<String, String> headers, String body) {
    @Nullable String header(String name) {
      return headers.get(name.toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** Who is asked. */
  @FunctionalInterface
  public interface Client {
    Reply send(Request request);
  }

  public ConformanceRunner(Client client) {
    this.client = client;
  }

  /** Fails with the line that does not hold, and the reply as it was. */
  public void play(Case script) {
    String namespace = script.file().replace(".txt", "") + "-" + script.line();
    kept.put("ns", namespace);
    Reply made =
        client.send(
            new Request(
                script.line(),
                "POST",
                "/api/v1/namespaces",
                Map.of("Content-Type", "application/json"),
                "{\"metadata\":{\"name\":\"" + namespace + "\"}}",
                0));
    require(made.code() == 201 || made.code() == 409, script, script.line(), made.body());
    for (Step step : script.steps()) {
      switch (step) {
        case Request next -> {
          request = filled(next);
          reply = client.send(request);
        }
        case Check check -> require(holds(check), script, check.line(), "");
        case Keep keep -> {
          JsonNode value = at(keep.pointer());
          require(!value.isMissingNode(), script, keep.line(), "nothing to keep");
          kept.put(keep.name(), text(value));
        }
      }
    }
  }

  private void require(boolean holds, Case script, int line, String detail) {
    if (!holds) {
      throw new AssertionError(
          script.title()
              + "\n  line "
              + line
              + " of conformance/"
              + script.file()
              + " does not hold "
              + detail
              + "\n  request: "
              + request
              + "\n  reply: "
              + reply);
    }
  }

  private Request filled(Request next) {
    Map<String, String> headers = new LinkedHashMap<>();
    next.headers().forEach((name, value) -> headers.put(name, fill(value)));
    return new Request(
        next.line(), next.method(), fill(next.url()), headers, fill(next.body()), next.events());
  }

  private String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> entry : kept.entrySet()) {
      filled = filled.replace("${" + entry.getKey() + "}", entry.getValue());
    }
    return filled;
  }

  private boolean holds(Check check) {
    Reply last = Objects.requireNonNull(reply, "a check comes behind a request");
    String wanted = fill(check.wanted());
    if (check.what().equals("code")) {
      String[] words = wanted.split(" ");
      boolean reason = words.length == 1 || text(at("/reason")).equals(words[1]);
      return last.code() == Integer.parseInt(words[0]) && reason;
    }
    if (check.what().equals("body")) {
      return compare(check.operator(), last.body(), wanted);
    }
    if (check.what().startsWith("header ")) {
      String value = last.header(check.what().substring("header ".length()));
      return check.operator().equals("absent")
          ? value == null
          : value != null && compare(check.operator(), value, wanted);
    }
    JsonNode value = at(check.what());
    return switch (check.operator()) {
      case "absent" -> value.isMissingNode();
      case "size" -> value.isContainer() && value.size() == Integer.parseInt(wanted);
      default -> !value.isMissingNode() && compare(check.operator(), text(value), wanted);
    };
  }

  private static boolean compare(String operator, String found, String wanted) {
    return switch (operator) {
      case "=" -> found.equals(wanted);
      case "!=" -> !found.equals(wanted);
      case "~" -> found.contains(wanted);
      case "!~" -> !found.contains(wanted);
      case "matches" -> found.matches(wanted);
      default -> throw new IllegalArgumentException("no operator: " + operator);
    };
  }

  /** The list of a watch's events, or the object that came. */
  private JsonNode at(String pointer) {
    Reply last = Objects.requireNonNull(reply, "a check comes behind a request");
    try {
      return JSON.readTree(last.body()).at(pointer);
    } catch (JacksonException noJson) {
      return MissingNode.getInstance();
    }
  }

  private static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : node.isMissingNode() ? "" : node.toString();
  }

  /** The texts of a watch as one list. */
  public static String listOf(List<String> events) {
    return "[" + String.join(",", events) + "]";
  }
}
