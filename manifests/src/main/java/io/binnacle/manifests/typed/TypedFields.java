package io.binnacle.manifests.typed;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.FieldSetBuilder;
import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * All fields that an object has. A field of a struct is one where it is a leaf or empty; a key of a
 * map and an item of a list always are, so that they stay while anybody wants them.
 */
public final class TypedFields {
  private TypedFields() {}

  public static FieldSet of(StructuralSchema schema, Manifest object) {
    FieldSetBuilder root = new FieldSetBuilder();
    map(schema, ManifestTree.of(object), root);
    return root.build();
  }

  private static void map(@Nullable StructuralSchema schema, JsonNode map, FieldSetBuilder into) {
    for (Map.Entry<String, JsonNode> property : map.properties()) {
      String name = property.getKey();
      PathElement step = PathElement.field(name);
      JsonNode value = property.getValue();
      StructuralSchema below = Shape.below(schema, name);
      Shape shape = Shape.of(below, value);
      boolean isField = Shape.declares(schema, name);
      if (shape == Shape.LEAF || !isField || (value.isObject() && value.isEmpty())) {
        into.add(step);
      }
      if (shape != Shape.LEAF && !value.isEmpty()) {
        inside(shape, below, value, into.below(step));
      }
    }
  }

  private static void inside(
      Shape shape, @Nullable StructuralSchema schema, JsonNode value, FieldSetBuilder into) {
    switch (shape) {
      case LEAF -> {}
      case MAP -> map(schema, value, into);
      case KEYED_LIST, SET -> list(Objects.requireNonNull(schema), value, into);
    }
  }

  private static void list(StructuralSchema schema, JsonNode list, FieldSetBuilder into) {
    ListItems items = ListItems.of(schema, list);
    for (PathElement identity : items.identities()) {
      into.add(identity);
      JsonNode item = items.only(identity);
      StructuralSchema below = schema.items();
      if (item != null && Shape.of(below, item) == Shape.MAP) {
        map(below, item, into.below(identity));
      }
    }
  }
}
