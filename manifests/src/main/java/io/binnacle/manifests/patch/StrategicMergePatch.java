package io.binnacle.manifests.patch;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.Status;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' strategic merge patch (PATCH-20 to PATCH-29): like a merge patch, but the schema says
 * which lists are merged, and by which key, and directives in the patch say more.
 *
 * <p>Neither the object nor the patch is changed: each merge makes a new level.
 */
public final class StrategicMergePatch {
  private StrategicMergePatch() {}

  /** Throws StatusException: 400 malformed, 413 too large, 422 does not fit the object. */
  public static Manifest apply(StructuralSchema schema, byte[] patch, Manifest current) {
    ObjectNode changes = PatchReader.object(patch, "");
    return ManifestTree.toManifest(mergeMap(ManifestTree.of(current), changes, schema));
  }

  /** PATCH-21. */
  static ObjectNode mergeMap(
      ObjectNode original, ObjectNode patch, @Nullable StructuralSchema schema) {
    JsonNode type = patch.get(Directives.PATCH);
    if (type != null) {
      return directed(type, patch);
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    merged.setAll(original);
    retainKeys(merged, patch);
    Set<String> done = orderedLists(merged, patch, schema);
    for (Map.Entry<String, JsonNode> property : patch.properties()) {
      String name = property.getKey();
      String deletedFrom = Directives.deletedFromField(name);
      if (deletedFrom != null) {
        deleteFromList(merged, deletedFrom, property.getValue());
      } else if (!done.contains(name) && !name.equals(Directives.RETAIN_KEYS)) {
        mergeField(merged, name, property.getValue(), child(schema, name));
      }
    }
    return merged;
  }

  private static ObjectNode directed(JsonNode type, ObjectNode patch) {
    if (Directives.is(type, Directives.DELETE)) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (Directives.is(type, Directives.REPLACE)
        && Directives.cleaned(patch) instanceof ObjectNode replaced) {
      return replaced;
    }
    throw Directives.unknownType(type, patch);
  }

  private static void mergeField(
      ObjectNode merged, String name, JsonNode value, @Nullable StructuralSchema schema) {
    JsonNode old = merged.get(name);
    if (value.isNull()) {
      merged.remove(name);
    } else if (old instanceof ObjectNode left
        && value instanceof ObjectNode right
        && !isReplaced(schema)) {
      merged.set(name, mergeMap(left, right, schema));
    } else if (old instanceof ArrayNode left
        && value instanceof ArrayNode right
        && ListMerge.isMerged(schema)) {
      merged.set(name, ListMerge.merge(left, right, schema));
    } else {
      setCleaned(merged, name, value);
    }
  }

  private static void setCleaned(ObjectNode merged, String name, JsonNode value) {
    JsonNode clean = Directives.cleaned(value);
    if (clean == null) {
      merged.remove(name);
    } else {
      merged.set(name, clean);
    }
  }

  private static boolean isReplaced(@Nullable StructuralSchema schema) {
    return schema != null && schema.attributes().patchStrategies().contains(Directives.REPLACE);
  }

  static @Nullable StructuralSchema child(@Nullable StructuralSchema schema, String name) {
    return schema == null ? null : schema.field(name);
  }

  /** PATCH-26. */
  private static void retainKeys(ObjectNode merged, ObjectNode patch) {
    JsonNode list = patch.get(Directives.RETAIN_KEYS);
    if (list == null) {
      return;
    }
    if (!list.isArray()) {
      throw Directives.malformed("retainKeys");
    }
    Set<String> retained = new LinkedHashSet<>();
    for (JsonNode key : list.values()) {
      if (!key.isString()) {
        throw Directives.malformed("retainKeys");
      }
      retained.add(key.stringValue());
    }
    for (Map.Entry<String, JsonNode> property : patch.properties()) {
      String name = property.getKey();
      boolean listed =
          property.getValue().isNull()
              || name.equals(Directives.RETAIN_KEYS)
              || name.startsWith(Directives.DELETE_FROM_LIST)
              || name.startsWith(Directives.SET_ORDER)
              || retained.contains(name);
      if (!listed) {
        throw Status.unprocessablePatch().toException();
      }
    }
    merged.retain(retained);
  }

  /** PATCH-25: merges the lists whose order is given; answers all names that are done with. */
  private static Set<String> orderedLists(
      ObjectNode merged, ObjectNode patch, @Nullable StructuralSchema schema) {
    Set<String> done = new HashSet<>();
    for (Map.Entry<String, JsonNode> property : patch.properties()) {
      String field = Directives.orderedField(property.getKey());
      if (field == null) {
        continue;
      }
      if (!(property.getValue() instanceof ArrayNode order)) {
        throw Directives.malformed("setElementOrder list");
      }
      done.add(property.getKey());
      JsonNode old = merged.get(field);
      JsonNode changes = patch.get(field);
      boolean areLists = (old == null || old.isArray()) && (changes == null || changes.isArray());
      boolean nothing = old == null && changes == null;
      if (areLists && !nothing) {
        ArrayNode left = old instanceof ArrayNode list ? list : empty();
        ArrayNode right = changes instanceof ArrayNode list ? list : empty();
        merged.set(field, ListMerge.mergeInOrder(left, right, order, child(schema, field)));
        done.add(field);
      }
    }
    return done;
  }

  private static ArrayNode empty() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** PATCH-23: works whatever the strategy of the list is. */
  private static void deleteFromList(ObjectNode merged, String field, JsonNode values) {
    if (!(values instanceof ArrayNode removed)) {
      throw Directives.malformed("primitive list");
    }
    if (merged.get(field) instanceof ArrayNode old) {
      merged.set(field, ListMerge.without(old, removed));
    }
  }
}
