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
   *
   * @param field what both are values of
   */
  public static boolean unchanged(String field, @Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null) {
      return right == null || isZero(right);
    }
    if (right == null) {
      return isZero(left);
    }
    return isMap(field) ? same(left, right) : unchanged(left, right);
  }

  // Trees share what did not change between them, and that is found here without looking inside.
  @SuppressWarnings("ReferenceEquality")
  private static boolean unchanged(JsonNode left, JsonNode right) {
    if (left == right) {
      return true;
    }
    if (left instanceof ObjectNode mine && right instanceof ObjectNode theirs) {
      return unchangedFields(mine, theirs);
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

  /** Looks once at each field that both have, however deep it all is. */
  private static boolean unchangedFields(ObjectNode left, ObjectNode right) {
    for (Map.Entry<String, JsonNode> property : left.properties()) {
      if (!unchanged(property.getKey(), property.getValue(), right.get(property.getKey()))) {
        return false;
      }
    }
    for (Map.Entry<String, JsonNode> property : right.properties()) {
      if (!left.has(property.getKey()) && !isZero(property.getValue())) {
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
          "selector",
          "volumeAttributes" ->
          true;
      default -> false;
    };
  }

  private static boolean isZero(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.asString().isEmpty();
      case BOOLEAN -> !value.booleanValue();
      case NUMBER -> value.decimalValue().signum() == 0;
      case OBJECT, ARRAY, NULL, BINARY, MISSING, POJO -> false;
    };
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
