package io.binnacle.manifests.schema.cel;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What tells the items of a list apart: the scalars in some of their fields, or the items
 * themselves. A look-up by it keeps long lists linear, where comparing each with each would be
 * quadratic.
 *
 * @param values one for each field; numbers that mean the same are the same
 */
record ItemIdentity(List<Object> values) {
  static ItemIdentity of(JsonNode item, List<String> fields) {
    if (fields.isEmpty()) {
      return new ItemIdentity(List.of(comparable(item)));
    }
    List<Object> values = new ArrayList<>(fields.size());
    fields.forEach(field -> values.add(comparable(item.path(field))));
    return new ItemIdentity(values);
  }

  private static Object comparable(JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      return number.stripTrailingZeros();
    }
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  /** The items by their keys; of items with the same keys the first one. */
  static Map<ItemIdentity, JsonNode> index(ArrayNode items, List<String> keys) {
    Map<ItemIdentity, JsonNode> index = new LinkedHashMap<>();
    items.forEach(item -> index.putIfAbsent(of(item, keys), item));
    return index;
  }

  /** Where the items stand that are the same as one before them. */
  static List<Integer> repeated(ArrayNode items, List<String> fields) {
    Set<ItemIdentity> seen = new LinkedHashSet<>();
    List<Integer> repeated = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(of(items.get(i), fields))) {
        repeated.add(i);
      }
    }
    return repeated;
  }
}
