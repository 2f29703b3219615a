package io.binnacle.manifests.schema;

import java.util.Collections;
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

  /**
   * What is below a node. Filled once, while loading: definitions refer to each other, so they must
   * exist before their children do. Nodes that only differ in attributes share it.
   */
  static final class Children {
    final Map<String, StructuralSchema> properties = new LinkedHashMap<>();
    @Nullable StructuralSchema items;
    @Nullable StructuralSchema additionalProperties;
  }

  /** Everything about the node itself. */
  public SchemaAttributes attributes() {
    return attributes;
  }

  Children children() {
    return children;
  }

  /** The same for nodes that have the same children and differ in attributes only. */
  public Object sharedChildren() {
    return children;
  }

  /** The fields of an object in the order of the definition. */
  public Map<String, StructuralSchema> properties() {
    return Collections.unmodifiableMap(children.properties);
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

  /** Whether it is an object with keys of the user's choice. */
  public boolean isMap() {
    return children.additionalProperties != null;
  }

  /** The schema of a field or, in a map, of the values; null where the name is not known. */
  public @Nullable StructuralSchema field(String name) {
    StructuralSchema property = children.properties.get(name);
    return property != null ? property : children.additionalProperties;
  }

  /** The schema at the path of names, through lists and maps; null where none is. */
  public @Nullable StructuralSchema at(String... path) {
    @Nullable StructuralSchema node = this;
    for (String name : path) {
      while (node != null && node.children.items != null) {
        node = node.children.items;
      }
      if (node == null) {
        return null;
      }
      node = node.field(name);
    }
    return node;
  }
}
