package io.binnacle.manifests.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a structural schema: what a field is, and what is below it. Loaded by {@link
 * SchemaDefinitions}; immutable from then on. A schema may refer to itself, so it is a graph.
 */
public final class StructuralSchema {
  private final SchemaAttributes attributes;
  private final Children children;

  StructuralSchema(SchemaAttributes attributes, Children children) {
    this.attributes = attributes;
    this.children = children;
  }

  /** What is below a node; filled once while loading, because definitions refer to each other. */
  static final class Children {
    final Map<String, StructuralSchema> properties = new LinkedHashMap<>();
    @Nullable StructuralSchema items;
    @Nullable StructuralSchema additionalProperties;
  }

  /** Everything about the node itself. */
  public SchemaAttributes attributes() {
    return attributes;
  }

  /** The fields of an object in the order of the definition. */
  public Map<String, StructuralSchema> properties() {
    return java.util.Collections.unmodifiableMap(children.properties);
  }

  public @Nullable StructuralSchema property(String name) {
    return children.properties.get(name);
  }

  /** The schema of the items of a list. */
  public @Nullable StructuralSchema items() {
    return children.items;
  }

  /** The schema of the values of a map. */
  public @Nullable StructuralSchema additionalProperties() {
    return children.additionalProperties;
  }

  public SchemaType type() {
    return attributes.type();
  }

  public String format() {
    return attributes.format();
  }

  public List<String> required() {
    return attributes.required();
  }

  public String description() {
    return attributes.description();
  }

  /** The schema of the field at the path of names, through lists and maps; null where none is. */
  public @Nullable StructuralSchema at(String... path) {
    @Nullable StructuralSchema node = this;
    for (String name : path) {
      if (node == null) {
        return null;
      }
      node = node.child(name);
    }
    return node;
  }

  private @Nullable StructuralSchema child(String name) {
    StructuralSchema below = children.items != null ? children.items : this;
    StructuralSchema property = below.children.properties.get(name);
    return property != null ? property : below.children.additionalProperties;
  }
}
