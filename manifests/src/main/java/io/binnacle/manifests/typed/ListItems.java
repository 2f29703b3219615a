package io.binnacle.manifests.typed;

import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.SchemaAttributes;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The items of a set or keyed list by what identifies them, in the order in which each is met first
 * (SSA-35). Items that nothing identifies are left out; {@link #problem} says why.
 */
final class ListItems {
  private final List<PathElement> order = new ArrayList<>();
  private final Map<PathElement, Item> items;

  /**
   * @param node the item, or the list of all where several have the same identity
   */
  record Item(JsonNode node, boolean doubled) {}

  private ListItems(int sizeMax) {
    items = HashMap.newHashMap(sizeMax);
  }

  static ListItems of(StructuralSchema list, JsonNode array) {
    ListItems all = new ListItems(array.size());
    for (JsonNode item : array.values()) {
      PathElement identity = identity(list, item);
      if (identity != null) {
        all.add(identity, item);
      }
    }
    return all;
  }

  private void add(PathElement identity, JsonNode item) {
    Item former = items.get(identity);
    if (former == null) {
      order.add(identity);
      items.put(identity, new Item(item, false));
    } else if (former.node instanceof ArrayNode several && former.doubled) {
      several.add(item);
    } else {
      ArrayNode several = JsonNodeFactory.instance.arrayNode();
      several.add(former.node).add(item);
      items.put(identity, new Item(several, true));
    }
  }

  /** Each identity once. */
  List<PathElement> identities() {
    return order;
  }

  @Nullable Item get(PathElement identity) {
    return items.get(identity);
  }

  /** The one item of the identity; null where there is none, or more than one. */
  @Nullable JsonNode only(PathElement identity) {
    Item item = items.get(identity);
    return item == null || item.doubled ? null : item.node;
  }

  boolean has(PathElement identity) {
    return items.containsKey(identity);
  }

  /** What the item is called; null where it has no name. */
  static @Nullable PathElement identity(StructuralSchema list, JsonNode item) {
    if (list.attributes().listType() == SchemaAttributes.ListType.SET) {
      return item.isContainer() || item.isNull() ? null : PathElement.value(item);
    }
    if (!(item instanceof ObjectNode object)) {
      return null;
    }
    List<String> names = list.attributes().listMapKeys();
    if (names.size() == 1) {
      JsonNode value = keyOf(list, object, names.getFirst());
      return value == null ? null : PathElement.key(names.getFirst(), value);
    }
    TreeMap<String, JsonNode> keys = new TreeMap<>();
    for (String name : names) {
      JsonNode value = keyOf(list, object, name);
      if (value != null) {
        keys.put(name, value);
      }
    }
    return keys.isEmpty() ? null : PathElement.key(keys);
  }

  private static @Nullable JsonNode keyOf(StructuralSchema list, ObjectNode item, String name) {
    JsonNode value = item.get(name);
    return value == null || value.isNull() ? defaultOf(list.items(), name) : value;
  }

  private static @Nullable JsonNode defaultOf(@Nullable StructuralSchema items, String name) {
    StructuralSchema key = items == null ? null : items.property(name);
    return key == null ? null : key.attributes().defaultValue();
  }

  /** Why an item has no identity, in the words of Kubernetes (SSA-38). */
  static String problem(StructuralSchema list, JsonNode item) {
    if (list.attributes().listType() == SchemaAttributes.ListType.SET) {
      return "associative list without keys has an element that's "
          + (item.isNull() ? "an explicit null" : item.isObject() ? "a map type" : "a list type");
    }
    if (item.isNull()) {
      return "associative list with keys has an element that's an explicit null";
    }
    if (!item.isObject()) {
      return "associative list with keys may not have non-map elements";
    }
    StringJoiner names = new StringJoiner(" ", "[", "]");
    list.attributes()
        .listMapKeys()
        .forEach(name -> names.add(JsonTreeWriter.toText(StringNode.valueOf(name))));
    return "associative list with keys has an element that omits all key fields "
        + names
        + " (and doesn't have default values for any key fields)";
  }
}
