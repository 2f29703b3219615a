package io.binnacle.apiserver.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cases of the checklist as texts. A case is a line {@code [ITEM-nn] what holds} and its steps:
 *
 * <pre>
 * with Accept: application/yaml             a header of the next request
 * GET /api/v1/namespaces/${ns}/configmaps   a request; what follows the URL is its body
 * = 200                                     its code, and behind it the reason of a Status
 * /metadata/name = a                        JSON pointers into the reply: = ~ (contains) absent size
 * header Warning ~ deprecated               headers of the reply: = ~ absent
 * body ~ text                               the reply as it is: = ~ !~
 * keep rv /metadata/resourceVersion         for ${rv} in later steps
 * </pre>
 *
 * MERGE, STRATEGIC, JSONPATCH and APPLY are PATCH with the type of their body, and {@code WATCH n}
 * reads n events of a watch, or all until it ends with {@code WATCH end}; pointers go into the list
 * of its events. {@code ${ns}} is a namespace that every case has for itself. A line that begins
 * with blanks goes on with the line above.
 */
public final class ConformanceScript {
  private static final Map<String, String> PATCHES =
      Map.of(
          "MERGE", "application/merge-patch+json",
          "STRATEGIC", "application/strategic-merge-patch+json",
          "JSONPATCH", "application/json-patch+json",
          "APPLY", "application/apply-patch+yaml");

  private ConformanceScript() {}

  /** One case, with the line it begins at. */
  public record Case(String file, int line, String title, List<Step> steps) {
    @Override
    public String toString() {
      return title;
    }
  }

  /** A line that does or checks something. */
  public sealed interface Step {
    int line();
  }

  /**
   * @param events how many events of a watch are read; 0 where it is none, all of them where it is
   *     negative
   */
  public record Request(
      int line, String method, String url, Map<String, String> headers, String body, int events)
      implements Step {}

  /** What must hold of the last reply. */
  public record Check(int line, String what, String operator, String wanted) implements Step {}

  /** A value of the last reply, for later. */
  public record Keep(int line, String name, String pointer) implements Step {}

  /** The cases of a file in the test resources. */
  public static List<Case> read(String file) {
    return new Parser(file).parse(TestTable.read("/conformance/" + file));
  }

  private static final class Parser {
    private final String file;
    private final List<Case> cases = new ArrayList<>();
    private List<Step> steps = new ArrayList<>();
    private Map<String, String> headers = new LinkedHashMap<>();

    Parser(String file) {
      this.file = file;
    }

    List<Case> parse(String text) {
      List<String> lines = text.lines().toList();
      int i = 0;
      while (i < lines.size()) {
        int line = i + 1;
        StringBuilder whole = new StringBuilder(lines.get(i++));
        while (i < lines.size() && lines.get(i).startsWith(" ")) {
          whole.append('\n').append(lines.get(i++));
        }
        take(line, whole.toString());
      }
      return cases;
    }

    private void take(int line, String text) {
      if (text.isBlank() || text.startsWith("#")) {
        return;
      }
      if (text.startsWith("[")) {
        steps = new ArrayList<>();
        cases.add(new Case(file, line, text, steps));
        return;
      }
      String[] words = text.split(" ", 2);
      String rest = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "with" -> {
          String[] header = rest.split(": ?", 2);
          headers.put(header[0], header[1]);
        }
        case "keep" -> {
          String[] kept = rest.split(" ");
          steps.add(new Keep(line, kept[0], kept[1]));
        }
        case "=" -> steps.add(new Check(line, "code", "=", rest));
        case "header" -> {
          String[] parts = rest.split(" ", 2);
          steps.add(check(line, "header " + parts[0], parts[1]));
        }
        default -> {
          steps.add(
              text.startsWith("/") || words[0].equals("body")
                  ? check(line, words[0], rest)
                  : request(line, words[0], rest));
        }
      }
    }

    private static Check check(int line, String what, String rest) {
      String[] parts = rest.split(" ", 2);
      return new Check(line, what, parts[0], parts.length > 1 ? parts[1] : "");
    }

    private Request request(int line, String verb, String rest) {
      Map<String, String> sent = headers;
      headers = new LinkedHashMap<>();
      if (verb.equals("WATCH")) {
        String[] parts = rest.split(" ", 2);
        int events = parts[0].equals("end") ? -1 : Integer.parseInt(parts[0]);
        return new Request(line, "GET", parts[1].strip(), sent, "", events);
      }
      String[] parts = rest.split("\\s+", 2);
      String body = parts.length > 1 ? parts[1] : "";
      String patch = PATCHES.get(verb);
      String type = patch == null ? "application/json" : patch;
      if (!body.isEmpty()) {
        sent.putIfAbsent("Content-Type", type);
      }
      return new Request(line, patch == null ? verb : "PATCH", parts[0], sent, body, 0);
    }
  }
}
