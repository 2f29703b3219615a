package io.binnacle.manifests.fieldpath;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One step of a path (SSA-11): a field of an object, an item of a list by its keys, an item of a
 * set by its value, or an item by its position. Ordered as in FieldsV1: fields, keys, values,
 * positions.
 *
 * @param text the name; the keys as JSON with sorted names; the value as JSON; the position
 */
public record PathElement(Kind kind, String text) implements Comparable<PathElement> {
  /** A key is short: it names an item. */
  private static final ReadLimits KEY_LIMITS = new ReadLimits(64 * 1024, 8, 1_000, 0);

  /** What a step goes by. */
  public enum Kind {
    FIELD("f:"),
    KEY("k:"),
    VALUE("v:"),
    INDEX("i:");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  public static PathElement field(String name) {
    return new PathElement(Kind.FIELD, name);
  }

  /** An item of a set. */
  public static PathElement value(JsonNode scalar) {
    StringBuilder text = new StringBuilder();
    appendJson(text, scalar);
    return new PathElement(Kind.VALUE, text.toString());
  }

  /**
   * An item of a list that has keys.
   *
   * @param keys the key fields that the item has, by name
   */
  public static PathElement key(SortedMap<String, JsonNode> keys) {
    StringBuilder text = new StringBuilder(32);
    keys.forEach((name, value) -> appendKey(text, name, value));
    return new PathElement(Kind.KEY, text.append('}').toString());
  }

  /** The same for lists that have one key, which are most. */
  public static PathElement key(String name, JsonNode value) {
    StringBuilder text = new StringBuilder(32);
    appendKey(text, name, value);
    return new PathElement(Kind.KEY, text.append('}').toString());
  }

  private static void appendKey(StringBuilder text, String name, JsonNode value) {
    appendText(text.append(text.isEmpty() ? '{' : ','), name);
    appendJson(text.append(':'), value);
  }

  private static void appendJson(StringBuilder text, JsonNode value) {
    if (value.isString()) {
      appendText(text, value.stringValue());
    } else {
      text.append(JsonTreeWriter.toText(value));
    }
  }

  /** Nearly all names and values need no escapes. */
  private static void appendText(StringBuilder text, String value) {
    if (CanonicalKeys.isPlain(value, 0, value.length())) {
      text.append('"').append(value).append('"');
    } else {
      text.append(JsonTreeWriter.toText(StringNode.valueOf(value)));
    }
  }

  /** The step that FieldsV1 writes so; null where it is none. */
  public static @Nullable PathElement parse(String encoded) {
    if (encoded.startsWith("f:")) {
      return field(encoded.substring(2));
    }
    String rest = encoded.length() < 2 ? "" : encoded.substring(2);
    if (encoded.startsWith("k:")) {
      if (CanonicalKeys.areIn(rest)) {
        return new PathElement(Kind.KEY, rest);
      }
      return json(rest) instanceof ObjectNode object && !object.isEmpty()
          ? key(sorted(object))
          : null;
    }
    if (encoded.startsWith("v:")) {
      JsonNode value = json(rest);
      return value == null || value.isContainer() ? null : value(value);
    }
    if (encoded.startsWith("i:") && rest.matches("[0-9]{1,9}")) {
      return new PathElement(Kind.INDEX, Integer.toString(Integer.parseInt(rest)));
    }
    return null;
  }

  private static TreeMap<String, JsonNode> sorted(ObjectNode object) {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    object.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return sorted;
  }

  private static @Nullable JsonNode json(String text) {
    try {
      return JsonTreeReader.readValue(text.getBytes(StandardCharsets.UTF_8), KEY_LIMITS);
    } catch (MalformedTreeException _) {
      return null;
    }
  }

  /** {@code f:spec}, {@code k:{"name":"web"}}, {@code v:"a"}, {@code i:0}. */
  public String encoded() {
    return kind.prefix.concat(text);
  }

  /** {@code .spec}, {@code [name="web"]}, {@code [="a"]}, {@code [0]}: how messages show it. */
  public String shown() {
    return switch (kind) {
      case FIELD -> "." + text;
      case KEY -> shownKeys();
      case VALUE -> "[=" + text + "]";
      case INDEX -> "[" + text + "]";
    };
  }

  private String shownKeys() {
    StringJoiner shown = new StringJoiner(",", "[", "]");
    if (json(text) instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> key : object.properties()) {
        shown.add(key.getKey() + "=" + JsonTreeWriter.toText(key.getValue()));
      }
    }
    return shown.toString();
  }

  @Override
  public int compareTo(PathElement other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return shown();
  }
}
