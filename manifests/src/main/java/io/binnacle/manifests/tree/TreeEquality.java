package io.binnacle.manifests.tree;

import java.util.Map;
import tools.jackson.databind.JsonNode;

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
