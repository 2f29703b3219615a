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
 * What is empty afterwards goes too, unless it is kept for itself; an item that stays keeps the
 * fields that identify it.
 */
public final class TypedRemoval {
  private TypedRemoval() {}

  /**
   * @param gone what goes
   * @param kept maps and lists that stay though nothing is left in them
   */
  public static Manifest remove(
      StructuralSchema schema, Manifest object, FieldSet gone, FieldSet kept) {
    ObjectNode left = map(schema, ManifestTree.of(object), new Fields(gone, kept), List.of());
    return ManifestTree.toManifest(left);
  }

  /** What goes and what is kept below one node. */
  private record Fields(FieldSet gone, FieldSet kept) {
    Fields below(PathElement step, int at) {
      return new Fields(gone.below(at), kept.below(step));
    }
  }

  private static ObjectNode map(
      @Nullable StructuralSchema schema, ObjectNode map, Fields fields, List<String> keys) {
    return Rewriting.properties(
        map,
        (name, value) -> {
          PathElement step = PathElement.field(name);
          int at = keys.contains(name) ? -1 : fields.gone.find(step);
          return at < 0 ? value : without(Shape.below(schema, name), value, fields, at);
        });
  }

  // Whether a node changed is a question of identity.
  @SuppressWarnings("ReferenceEquality")
  private static @Nullable JsonNode without(
      @Nullable StructuralSchema schema, JsonNode value, Fields fields, int at) {
    if (fields.gone.isMember(at)) {
      return null;
    }
    PathElement step = fields.gone.element(at);
    Fields below = fields.below(step, at);
    JsonNode left =
        switch (Shape.of(schema, value)) {
          case LEAF -> value;
          case MAP -> map(schema, (ObjectNode) value, below, List.of());
          case KEYED_LIST, SET -> schema == null ? value : list(schema, (ArrayNode) value, below);
        };
    boolean emptied = left != value && left.isEmpty();
    return emptied && !fields.kept.has(step) ? null : left;
  }

  private static ArrayNode list(StructuralSchema schema, ArrayNode list, Fields fields) {
    ArrayNode left = JsonNodeFactory.instance.arrayNode(list.size());
    for (JsonNode item : list.values()) {
      PathElement identity = ListItems.identity(schema, item);
      int at = identity == null ? -1 : fields.gone.find(identity);
      if (identity == null || at < 0) {
        left.add(item);
      } else if (!fields.gone.isMember(at)) {
        boolean isMap = item.isObject() && Shape.of(schema.items(), item) == Shape.MAP;
        left.add(
            isMap
                ? map(
                    schema.items(),
                    (ObjectNode) item,
                    fields.below(identity, at),
                    schema.attributes().listMapKeys())
                : item);
      }
    }
    return left;
  }
}
