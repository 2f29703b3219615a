package io.binnacle.apiserver.registry.rules;

import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.ResourceType;
import java.util.List;

/** Which part of an update counts, by the URL it came through (META-13). */
public final class UpdateParts {
  /** Metadata that may be changed through the status URL too. */
  private static final List<String> STATUS_METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences");

  private UpdateParts() {}

  public static Manifest restrict(
      UpdateWish.Part part, ResourceType type, Manifest updated, Manifest old) {
    return switch (part) {
      case MAIN ->
          type.hasStatus() ? updated.edit(editor -> editor.copyFrom(old, "status")) : updated;
      case STATUS ->
          old.edit(
              editor -> {
                editor.copyFrom(updated, "status");
                STATUS_METADATA.forEach(field -> editor.copyFrom(updated, "metadata", field));
              });
      case APPROVAL -> old.edit(editor -> editor.copyFrom(updated, "status", "conditions"));
      case FINALIZE -> old.edit(editor -> editor.copyFrom(updated, "spec", "finalizers"));
    };
  }
}
