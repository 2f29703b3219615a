package io.binnacle.manifests;

import io.binnacle.manifests.status.GroupKind;

/** A kind with the group and version it is spoken in; the core group is the empty text. */
public record GroupVersionKind(String group, String version, String kind) {

  /** Splits {@code apps/v1} or {@code v1}. */
  public static GroupVersionKind of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersionKind("", apiVersion, kind)
        : new GroupVersionKind(
            apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
  }

  /** {@code apps/v1}, and {@code v1} for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public GroupKind groupKind() {
    return new GroupKind(group, kind);
  }
}
