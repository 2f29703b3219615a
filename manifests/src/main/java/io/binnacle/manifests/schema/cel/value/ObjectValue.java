package io.binnacle.manifests.schema.cel.value;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.SelectableValue;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of the tree as CEL sees it: fields that the schema names under their escaped names, or
 * keys as they are where it is a map. It is a {@link CelValue} because the library would else walk
 * through all of it each time it is touched, and a {@link Map} because that is how the library
 * compares and iterates.
 */
@SuppressWarnings("Immutable") // A view of a tree that nobody changes.
final class ObjectValue extends CelValue implements Map<Object, Object>, SelectableValue<String> {
  private final TreeValues values;
  private final ObjectNode node;
  private final @Nullable StructuralSchema schema;

  /** By escaped name; null where keys are the user's. */
  private final @Nullable Map<String, SchemaTypes.Field> fields;

  ObjectValue(TreeValues values, ObjectNode node, @Nullable StructuralSchema schema) {
    this.values = values;
    this.node = node;
    this.schema = schema;
    this.fields = schema == null || schema.isMap() ? null : values.types().fieldsOf(schema);
  }

  ObjectNode node() {
    return node;
  }

  @Override
  public Optional<Object> find(String name) {
    return Optional.ofNullable(get(name));
  }

  @Override
  public Object select(String name) {
    Object found = get(name);
    if (found == null) {
      throw CelAttributeNotFoundException.of("no such key: " + name);
    }
    return found;
  }

  @Override
  public @Nullable Object get(Object key) {
    if (!(key instanceof String name)) {
      return null;
    }
    if (fields == null) {
      StructuralSchema below = schema == null ? null : schema.additionalProperties();
      return value(node.get(name), below);
    }
    SchemaTypes.Field field = fields.get(name);
    return field == null ? null : value(node.get(field.name()), field.schema());
  }

  /** Go structs of built-ins cannot tell null from nothing. */
  private @Nullable Object value(@Nullable JsonNode found, @Nullable StructuralSchema below) {
    boolean builtin = below != null && below.attributes().builtin();
    return found == null || (builtin && found.isNull()) ? null : values.of(found, below);
  }

  private Map<Object, Object> present() {
    Map<Object, Object> present = new LinkedHashMap<>();
    if (fields == null) {
      for (String name : node.propertyNames()) {
        putPresent(present, name);
      }
    } else {
      fields.keySet().forEach(name -> putPresent(present, name));
    }
    return present;
  }

  private void putPresent(Map<Object, Object> present, String name) {
    Object found = get(name);
    if (found != null) {
      present.put(name, found);
    }
  }

  @Override
  public int size() {
    return fields == null ? node.size() : present().size();
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public boolean containsValue(Object value) {
    return present().containsValue(value);
  }

  @Override
  public Set<Object> keySet() {
    return present().keySet();
  }

  @Override
  public Collection<Object> values() {
    return present().values();
  }

  @Override
  public Set<Entry<Object, Object>> entrySet() {
    Set<Entry<Object, Object>> entries = new LinkedHashSet<>();
    present().forEach((key, value) -> entries.add(new SimpleImmutableEntry<>(key, value)));
    return entries;
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return isEmpty();
  }

  @Override
  public CelType celType() {
    return MapType.create(SimpleType.STRING, SimpleType.DYN);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Map<?, ?> map && ValueEquality.same(this, map);
  }

  /** Sizes are equal where maps are, and what is below would have to be read. */
  @Override
  public int hashCode() {
    return size();
  }

  @Override
  public String toString() {
    return node.toString();
  }

  @Override
  public @Nullable Object put(Object key, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable Object remove(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(Map<?, ?> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }
}
