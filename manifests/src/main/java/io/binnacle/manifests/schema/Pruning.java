package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.tree.Rewriting;
import io.binnacle.manifests.tree.TreePaths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Drops the fields that the schema does not know and names them (CRUD-03, CRUD-04, CRD-20). */
public final class Pruning {
  /** As many as a warning or an error could show to anybody. */
  private static final int PATHS_MAX = 100;

  private final List<String> unknown = new ArrayList<>();

  private Pruning() {}

  public static Pruned prune(StructuralSchema schema, Manifest manifest) {
    Pruning pruning = new Pruning();
    ObjectNode pruned = pruning.object(schema, ManifestTree.of(manifest), "", false);
    return new Pruned(ManifestTree.toManifest(pruned), List.copyOf(pruning.unknown));
  }

  /**
   * @param preserving whether a node further up keeps what it does not know; declared fields below
   *     it are pruned all the same (CRD-15)
   */
  private JsonNode node(StructuralSchema schema, JsonNode value, String path, boolean preserving) {
    if (value instanceof ObjectNode object) {
      return object(schema, object, path, preserving);
    }
    StructuralSchema items = schema.items();
    if (value instanceof ArrayNode array && items != null) {
      return Rewriting.items(array, (i, item) -> node(items, item, TreePaths.item(path, i), false));
    }
    return value;
  }

  private ObjectNode object(
      StructuralSchema schema, ObjectNode object, String path, boolean preserving) {
    SchemaAttributes attributes = schema.attributes();
    boolean keeps =
        preserving
            || attributes.preserveUnknownFields()
            || (attributes.type() == SchemaType.ANY && schema.properties().isEmpty());
    return Rewriting.properties(
        object, (name, value) -> property(schema, name, value, path, keeps));
  }

  private @Nullable JsonNode property(
      StructuralSchema schema, String name, JsonNode value, String path, boolean keeps) {
    StructuralSchema field = schema.field(name);
    if (field != null) {
      return node(field, value, TreePaths.child(path, name), false);
    }
    boolean implicit =
        schema.attributes().embeddedResource()
            && (name.equals("apiVersion") || name.equals("kind") || name.equals("metadata"));
    if (keeps || implicit) {
      return value;
    }
    if (unknown.size() < PATHS_MAX) {
      unknown.add(TreePaths.child(path, name));
    }
    return null;
  }
}
