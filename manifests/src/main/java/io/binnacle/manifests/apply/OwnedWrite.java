package io.binnacle.manifests.apply;

import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldManager;
import io.binnacle.manifests.fieldpath.FieldSet;
import java.util.List;

/**
 * Who writes, when, and through which URL.
 *
 * @param manager the fieldManager; {@code unknown} where the client has no name (SSA-18)
 * @param subresource empty for the object itself
 * @param time of the write, RFC 3339 with seconds, in UTC
 * @param reset what the URL does not write: whole trees (SSA-14)
 */
public record OwnedWrite(
    TypedVersions versions, String manager, String subresource, String time, FieldSet reset) {
  /** SSA-13: what the server owns, and what says which object it is. */
  static final FieldSet UNTRACKED =
      FieldSet.ofFields(
          List.of(
              List.of("apiVersion"),
              List.of("kind"),
              List.of("metadata"),
              List.of("metadata", "name"),
              List.of("metadata", "namespace"),
              List.of("metadata", "uid"),
              List.of("metadata", "generation"),
              List.of("metadata", "creationTimestamp"),
              List.of("metadata", "resourceVersion"),
              List.of("metadata", "selfLink"),
              List.of("metadata", "managedFields"),
              List.of("metadata", "clusterName")));

  public OwnedWrite {
    manager = manager.isEmpty() ? "unknown" : manager;
  }

  FieldManager updater() {
    return FieldManager.updating(manager, subresource);
  }

  FieldManager applier() {
    return FieldManager.applying(manager, subresource);
  }

  String apiVersion() {
    return versions.requested().apiVersion();
  }

  /** What of a set can be owned through this URL. */
  FieldSet tracked(FieldSet fields) {
    return fields.differenceOfTrees(reset).difference(UNTRACKED);
  }
}
