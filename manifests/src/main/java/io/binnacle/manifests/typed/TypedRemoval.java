package io.binnacle.manifests.typed;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.tree.Rewriting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object without some of its fields and items, each with all that is below it (SSA-33, SSA-34).
 * What is empty afterwards goes too; an item that stays keeps the fields that identify it.
 */
public final class TypedRemoval {
  private TypedRemoval() {}

  public static Manifest remove(StructuralSchema schema, Manifest object, FieldSet fields) {
    ObjectNode left = map(schema, ManifestTree.of(object), fields, List.of());
    return left == null ? Manifest.empty() : ManifestTree.toManifest(left);
  }

  // Whether a node changed is a question of identity.
  @SuppressWarnings("ReferenceEquality")
  private static @Nullable ObjectNode map(
      @Nullable StructuralSchema schema, ObjectNode map, FieldSet fields, List<String> kept) {
    ObjectNode left =
        Rewriting.properties(
            map,
            (name, value) -> {
              int at = kept.contains(name) ? -1 : fields.find(PathElement.field(name));
              return at < 0 ? value : without(Shape.below(schema, name), value, fields, at);
            });
    return left != map && left.isEmpty() ? null : left;
  }

  private static @Nullable JsonNode without(
      @Nullable StructuralSchema schema, JsonNode value, FieldSet fields, int at) {
    if (fields.isMember(at)) {
      return null;
    }
    FieldSet below = fields.below(at);
    return switch (Shape.of(schema, value)) {
      case LEAF -> value;
      case MAP -> map(schema, (ObjectNode) value, below, List.of());
      case KEYED_LIST, SET -> schema == null ? value : list(schema, (ArrayNode) value, below);
    };
  }

  private static @Nullable JsonNode list(StructuralSchema schema, ArrayNode list, FieldSet fields) {
    ArrayNode left = JsonNodeFactory.instance.arrayNode(list.size());
    for (JsonNode item : list.values()) {
      PathElement identity = ListItems.identity(schema, item);
      int at = identity == null ? -1 : fields.find(identity);
      if (at < 0) {
        left.add(item);
      } else if (!fields.isMember(at)) {
        left.add(
            item instanceof ObjectNode object && Shape.of(schema.items(), item) == Shape.MAP
                ? itemWithout(schema, object, fields.below(at))
                : item);
      }
    }
    return left.isEmpty() && !list.isEmpty() ? null : left;
  }

  private static JsonNode itemWithout(StructuralSchema list, ObjectNode item, FieldSet fields) {
    ObjectNode left = map(list.items(), item, fields, list.attributes().listMapKeys());
    return left == null ? item : left;
  }
}
