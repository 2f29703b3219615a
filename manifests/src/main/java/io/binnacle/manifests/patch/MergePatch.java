package io.binnacle.manifests.patch;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7386: null deletes, objects are merged, everything else is replaced (PATCH-12). */
public final class MergePatch {
  private MergePatch() {}

  /** Throws StatusException: 400 malformed, 413 too large. */
  public static Manifest apply(byte[] patch, Manifest current) {
    ObjectNode changes = PatchReader.object(patch, PatchReader.DECODING);
    return ManifestTree.toManifest(merge(ManifestTree.of(current), changes));
  }

  private static ObjectNode merge(@Nullable ObjectNode target, ObjectNode patch) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    if (target != null) {
      merged.setAll(target);
    }
    for (Map.Entry<String, JsonNode> property : patch.properties()) {
      String name = property.getKey();
      switch (property.getValue()) {
        case ObjectNode object ->
            merged.set(
                name, merge(merged.get(name) instanceof ObjectNode old ? old : null, object));
        case JsonNode value when value.isNull() -> merged.remove(name);
        case JsonNode value -> merged.set(name, value);
      }
    }
    return merged;
  }
}
