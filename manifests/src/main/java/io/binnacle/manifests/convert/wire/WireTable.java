package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All messages that bodies and answers can hold, from the resource that the build made. */
final class WireTable {
  private static final String RESOURCE = "/io/binnacle/manifests/type/wire.json";
  private static final ReadLimits LIMITS = new ReadLimits(16 * 1024 * 1024, 8, 20, 0);

  private final Map<String, String> messageOfKind = new LinkedHashMap<>();
  private final Map<String, Message> messages = new LinkedHashMap<>();

  /** A field and its number. */
  record Numbered(int number, WireField field) {}

  private record Message(Map<Integer, WireField> byNumber, List<Numbered> lastFirst) {}

  private WireTable(ObjectNode document) {
    if (document.path("binnacleWire").asInt(0) != 1) {
      throw new IllegalStateException("the table of messages has another format");
    }
    for (Map.Entry<String, JsonNode> kind : document.path("kinds").properties()) {
      messageOfKind.put(kind.getKey(), kind.getValue().asString());
    }
    for (Map.Entry<String, JsonNode> message : document.path("messages").properties()) {
      Map<Integer, WireField> fields = fields(message.getValue());
      messages.put(message.getKey(), new Message(fields, lastFirst(fields)));
    }
  }

  /** Read when the first such body comes: most servers never see one. */
  private static final class Loaded {
    private static final WireTable TABLE = load();
  }

  static WireTable get() {
    return Loaded.TABLE;
  }

  private static WireTable load() {
    try (InputStream content = WireTable.class.getResourceAsStream(RESOURCE)) {
      if (content == null) {
        throw new IllegalStateException("the build did not make the resource " + RESOURCE);
      }
      return new WireTable(JsonTreeReader.read(content.readAllBytes(), LIMITS).root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedTreeException e) {
      throw new IllegalStateException("the build made a broken resource " + RESOURCE, e);
    }
  }

  private static Map<Integer, WireField> fields(JsonNode message) {
    Map<Integer, WireField> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      List<String> words = List.of(field.getValue().asString().split(" "));
      fields.put(
          Integer.valueOf(words.getFirst()),
          WireField.of(field.getKey(), words.subList(1, words.size())));
    }
    return fields;
  }

  private static List<Numbered> lastFirst(Map<Integer, WireField> fields) {
    return fields.entrySet().stream()
        .map(entry -> new Numbered(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingInt(Numbered::number).reversed())
        .toList();
  }

  /** Each kind that has a message: apiVersion, or a star for any, and kind. */
  List<String> kinds() {
    return List.copyOf(messageOfKind.keySet());
  }

  /** The name of the message of a kind; null where there is none. */
  @Nullable String messageOf(String apiVersion, String kind) {
    String message = messageOfKind.get(apiVersion + " " + kind);
    // Kinds as DeleteOptions are sent under the name of any group.
    return message == null ? messageOfKind.get("* " + kind) : message;
  }

  /** The fields of a message by number. */
  Map<Integer, WireField> fieldsOf(String message) {
    return find(message).byNumber();
  }

  /** The same, from the highest number to the lowest. */
  List<Numbered> lastFieldFirst(String message) {
    return find(message).lastFirst();
  }

  private Message find(String message) {
    Message found = messages.get(message);
    if (found == null) {
      throw new IllegalStateException("the table of messages does not have " + message);
    }
    return found;
  }
}
