package io.binnacle.apiserver.registry.rules;

import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which part of an update counts, by the URL it came through (META-13). */
public final class UpdateParts {
  /** Metadata that may be changed through the status URL too. */
  private static final List<String> STATUS_METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences");

  private UpdateParts() {}

  public static Manifest restrict(
      UpdateWish.Part part, ResourceType type, Manifest updated, Manifest old) {
    return switch (part) {
      case MAIN, SCALE ->
          type.hasStatus() ? updated.edit(editor -> editor.copyFrom(old, "status")) : updated;
      case STATUS ->
          old.edit(
              editor -> {
                editor.copyFrom(updated, "status");
                STATUS_METADATA.forEach(field -> editor.copyFrom(updated, "metadata", field));
              });
      case APPROVAL -> old.edit(editor -> editor.copyFrom(updated, "status", "conditions"));
      case FINALIZE -> old.edit(editor -> editor.copyFrom(updated, "spec", "finalizers"));
      case BINDING ->
          old.edit(
              editor ->
                  editor
                      .copyFrom(updated, "spec", "nodeName")
                      .copyFrom(updated, "metadata", "annotations")
                      .copyFrom(updated, "status", "conditions"));
      case EPHEMERAL_CONTAINERS ->
          old.edit(editor -> editor.copyFrom(updated, "spec", "ephemeralContainers"));
      case RESIZE ->
          withResourcesOf(updated, withResourcesOf(updated, old, "containers"), "initContainers");
    };
  }

  /** The old containers with the new resources; what names no old container is left out. */
  private static Manifest withResourcesOf(Manifest updated, Manifest old, String list) {
    if (old.items("spec", list).isEmpty()) {
      return old;
    }
    Map<String, Manifest> wanted = new HashMap<>();
    updated.items("spec", list).forEach(each -> wanted.put(each.textOrEmpty("name"), each));
    List<Manifest> resized = new ArrayList<>();
    for (Manifest container : old.items("spec", list)) {
      Manifest now = wanted.getOrDefault(container.textOrEmpty("name"), container);
      resized.add(
          container.edit(
              editor -> editor.copyFrom(now, "resources").copyFrom(now, "resizePolicy")));
    }
    return old.edit(editor -> editor.setItems(resized, "spec", list));
  }
}
