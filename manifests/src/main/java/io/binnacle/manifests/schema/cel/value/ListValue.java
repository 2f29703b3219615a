package io.binnacle.manifests.schema.cel.value;

import io.binnacle.manifests.schema.SchemaAttributes.ListType;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * A list of the tree as CEL sees it. Items are kept once they were made: the library looks whether
 * they are the same objects when it passes a list on, and copies it if they are not.
 */
final class ListValue extends AbstractList<Object> implements RandomAccess {
  private final TreeValues values;
  private final ArrayNode node;
  private final @Nullable StructuralSchema schema;
  private final @Nullable Object[] items;

  ListValue(TreeValues values, ArrayNode node, @Nullable StructuralSchema schema) {
    this.values = values;
    this.node = node;
    this.schema = schema;
    this.items = new Object[node.size()];
  }

  ArrayNode node() {
    return node;
  }

  ListType listType() {
    return schema == null ? ListType.ATOMIC : schema.attributes().listType();
  }

  /** What tells the items of a list-map apart: the values of the keys (CEL-10). */
  List<@Nullable Object> keysOf(Object item) {
    List<@Nullable Object> keys = new ArrayList<>();
    if (schema != null && item instanceof ObjectValue object) {
      for (String key : schema.attributes().listMapKeys()) {
        String escaped = FieldNames.escape(key);
        keys.add(escaped == null ? null : object.get(escaped));
      }
    }
    return keys;
  }

  @Override
  public Object get(int index) {
    Object known = items[index];
    if (known == null) {
      known = values.of(node.get(index), schema == null ? null : schema.items());
      items[index] = known;
    }
    return known;
  }

  @Override
  public int size() {
    return items.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof List<?> list && ValueEquality.same(this, list);
  }

  /** Sets have no order, so only the size counts. */
  @Override
  public int hashCode() {
    return items.length;
  }
}
