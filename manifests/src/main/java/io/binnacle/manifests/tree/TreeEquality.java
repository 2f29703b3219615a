package io.binnacle.manifests.tree;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether two trees say the same: objects in any order, numbers by value. */
public final class TreeEquality {
  private TreeEquality() {}

  // Trees share what did not change between them, and that is found here without looking inside.
  @SuppressWarnings("ReferenceEquality")
  public static boolean same(JsonNode left, JsonNode right) {
    if (left == right) {
      return true;
    }
    if (left.getNodeType() != right.getNodeType()) {
      return false;
    }
    return switch (left.getNodeType()) {
      case OBJECT -> sameObjects(left, right);
      case ARRAY -> sameArrays(left, right);
      case NUMBER -> sameNumbers(left, right);
      case STRING, BOOLEAN, NULL, BINARY, MISSING, POJO -> left.equals(right);
    };
  }

  /** Whether both say the same, or neither is there. */
  public static boolean sameOrNone(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return same(left, right);
  }

  /**
   * The same, but for fields that one writes as zero and the other not at all: clients with typed
   * objects send back what they have read without such fields. The values of maps are no fields.
   */
  @SuppressWarnings("ReferenceEquality")
  public static boolean unchanged(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == right) {
      return true;
    }
    if (left == null || right == null) {
      return isZero(left == null ? right : left);
    }
    if (left instanceof ObjectNode mine && right instanceof ObjectNode theirs) {
      return unchangedFields(mine, theirs) && unchangedFields(theirs, mine);
    }
    if (left.isArray() && right.isArray() && left.size() == right.size()) {
      boolean unchanged = true;
      for (int i = 0; i < left.size() && unchanged; i++) {
        unchanged = unchanged(left.get(i), right.get(i));
      }
      return unchanged;
    }
    return same(left, right);
  }

  private static boolean unchangedFields(ObjectNode left, ObjectNode right) {
    for (Map.Entry<String, JsonNode> property : left.properties()) {
      JsonNode other = right.get(property.getKey());
      boolean unchanged =
          isMap(property.getKey())
              ? sameOrNone(property.getValue(), other)
              : unchanged(property.getValue(), other);
      if (!unchanged) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMap(String field) {
    return switch (field) {
      case "annotations",
          "binaryData",
          "data",
          "labels",
          "limits",
          "matchLabels",
          "nodeSelector",
          "options",
          "overhead",
          "parameters",
          "requests",
          "volumeAttributes" ->
          true;
      default -> false;
    };
  }

  private static boolean isZero(@Nullable JsonNode value) {
    return value != null
        && (value.isString()
            ? value.asString().isEmpty()
            : value.isBoolean()
                ? !value.booleanValue()
                : value.isNumber() && value.decimalValue().signum() == 0);
  }

  private static boolean sameObjects(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> property : left.properties()) {
      JsonNode other = right.get(property.getKey());
      if (other == null || !same(property.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameArrays(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNumbers(JsonNode left, JsonNode right) {
    if (left.isIntegralNumber() && right.isIntegralNumber()) {
      return left.equals(right) || left.bigIntegerValue().equals(right.bigIntegerValue());
    }
    return left.decimalValue().compareTo(right.decimalValue()) == 0;
  }
}
