package io.binnacle.manifests.typed;

import io.binnacle.manifests.schema.SchemaAttributes;
import io.binnacle.manifests.schema.StructuralSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a node is owned: as one, or by its parts (SSA-35). */
enum Shape {
  /** A scalar, null, or a list or map that has one owner and is replaced whole. */
  LEAF,
  /** An object or map whose fields have owners of their own. */
  MAP,
  /** A list whose items go by some of their fields. */
  KEYED_LIST,
  /** A list of different scalars. */
  SET;

  static Shape of(@Nullable StructuralSchema schema, JsonNode node) {
    if (node.isObject()) {
      return schema == null || isGranularMap(schema) ? MAP : LEAF;
    }
    if (!node.isArray() || schema == null || schema.items() == null) {
      return LEAF;
    }
    return switch (schema.attributes().listType()) {
      case ATOMIC -> LEAF;
      case SET -> SET;
      case MAP -> KEYED_LIST;
    };
  }

  /** Whether what the schema describes is owned as one, whatever is in it. */
  static boolean isAtomic(@Nullable StructuralSchema schema) {
    if (schema == null) {
      return false;
    }
    return switch (schema.type()) {
      case ARRAY ->
          schema.items() == null
              || schema.attributes().listType() == SchemaAttributes.ListType.ATOMIC;
      case OBJECT, ANY -> !isGranularMap(schema);
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> true;
    };
  }

  private static boolean isGranularMap(StructuralSchema schema) {
    SchemaAttributes attributes = schema.attributes();
    if (attributes.atomicMap()) {
      return false;
    }
    return switch (schema.type()) {
      case OBJECT, ANY ->
          // Any JSON in a built-in is one value; in a custom resource it is taken apart.
          !attributes.builtin() || schema.isMap() || !schema.properties().isEmpty();
      case ARRAY, STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> false;
    };
  }

  /** The schema below a field or key of an object; null where none is known. */
  static @Nullable StructuralSchema below(@Nullable StructuralSchema schema, String name) {
    return schema == null ? null : schema.field(name);
  }

  /** Whether the name is one that the schema declares, rather than a key of the user's choice. */
  static boolean declares(@Nullable StructuralSchema schema, String name) {
    return schema != null && schema.property(name) != null;
  }
}
