package io.binnacle.manifests;

import io.binnacle.manifests.status.GroupResource;

/** A resource, in the plural of URLs, with its group and version. */
public record GroupVersionResource(String group, String version, String resource) {

  /** {@code apps/v1}, and {@code v1} for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public GroupResource groupResource() {
    return new GroupResource(group, resource);
  }
}
