package io.binnacle.manifests.patch;

import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The names with a dollar that steer a strategic merge; none of them is ever stored (PATCH-27). */
final class Directives {
  static final String PATCH = "$patch";
  static final String REPLACE = "replace";
  static final String DELETE = "delete";
  static final String RETAIN_KEYS = "$retainKeys";
  static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList";
  static final String SET_ORDER = "$setElementOrder";

  /** A message shows what is wrong, not the whole patch. */
  private static final int PRINT_LENGTH_MAX = 300;

  private Directives() {}

  /** The field that {@code $setElementOrder/ports} is about; null for any other name. */
  static @Nullable String orderedField(String name) {
    return field(name, SET_ORDER, "setElementOrder list");
  }

  /** The field that {@code $deleteFromPrimitiveList/finalizers} is about; null for others. */
  static @Nullable String deletedFromField(String name) {
    return field(name, DELETE_FROM_LIST, "primitive list");
  }

  private static @Nullable String field(String name, String directive, String what) {
    if (!name.startsWith(directive)) {
      return null;
    }
    if (name.length() <= directive.length() + 1 || name.charAt(directive.length()) != '/') {
      throw malformed(what);
    }
    return name.substring(directive.length() + 1);
  }

  /** 400 (PATCH-25). */
  static StatusException malformed(String what) {
    return Status.badRequest("invalid patch format of " + what).toException();
  }

  /** PATCH-22: kinder than the reference, which answers 500 with this text. */
  static StatusException noMergeKey(JsonNode item, String mergeKey) {
    return Status.badRequest(
            "map: " + print(item) + " does not contain declared merge key: " + mergeKey)
        .toException();
  }

  static StatusException unknownType(JsonNode type, ObjectNode map) {
    return Status.badRequest("unknown patch type: " + print(type) + " in map: " + print(map))
        .toException();
  }

  /**
   * A value as it is to be stored where nothing is to be merged with: without directives, and
   * without fields that are null. Answers null where a directive says that there is none.
   */
  static @Nullable JsonNode cleaned(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> cleanedObject(object);
      case ArrayNode array -> {
        ArrayNode clean = JsonNodeFactory.instance.arrayNode(array.size());
        for (JsonNode item : array.values()) {
          JsonNode kept = isMarker(item) ? null : cleaned(item);
          if (kept != null) {
            clean.add(kept);
          }
        }
        yield clean;
      }
      default -> value;
    };
  }

  /** {@code {"$patch": "replace"}} as an item is about the list, and no item itself. */
  private static boolean isMarker(JsonNode item) {
    return item.isObject() && item.size() == 1 && item.has(PATCH);
  }

  private static @Nullable JsonNode cleanedObject(ObjectNode object) {
    JsonNode type = object.get(PATCH);
    if (type != null && is(type, DELETE)) {
      return null;
    }
    if (type != null && !is(type, REPLACE)) {
      throw unknownType(type, object);
    }
    ObjectNode clean = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = property.getKey();
      boolean directive =
          name.equals(PATCH)
              || name.equals(RETAIN_KEYS)
              || name.startsWith(DELETE_FROM_LIST)
              || name.startsWith(SET_ORDER);
      JsonNode kept =
          directive || property.getValue().isNull() ? null : cleaned(property.getValue());
      if (kept != null) {
        clean.set(name, kept);
      }
    }
    return clean;
  }

  static boolean is(JsonNode type, String text) {
    return type.isString() && type.stringValue().equals(text);
  }

  /** As Go prints a value: {@code map[image:x name:y]}. */
  private static String print(JsonNode node) {
    StringBuilder text = new StringBuilder();
    print(node, text);
    return text.length() > PRINT_LENGTH_MAX
        ? text.substring(0, PRINT_LENGTH_MAX) + "..."
        : text.toString();
  }

  private static void print(JsonNode node, StringBuilder text) {
    if (text.length() > PRINT_LENGTH_MAX) {
      return;
    }
    switch (node) {
      case ObjectNode object -> {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(one -> sorted.put(one.getKey(), one.getValue()));
        String separator = "";
        text.append("map[");
        for (Map.Entry<String, JsonNode> property : sorted.entrySet()) {
          text.append(separator).append(property.getKey()).append(':');
          print(property.getValue(), text);
          separator = " ";
        }
        text.append(']');
      }
      case ArrayNode array -> {
        String separator = "";
        text.append('[');
        for (JsonNode item : array.values()) {
          text.append(separator);
          print(item, text);
          separator = " ";
        }
        text.append(']');
      }
      default -> {
        String plain = node.isNull() ? "<nil>" : JsonTreeWriter.toText(node);
        text.append(node.isString() ? node.stringValue() : plain);
      }
    }
  }
}
