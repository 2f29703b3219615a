package io.binnacle.manifests.status;

/** A resource in whatever version. */
public record GroupResource(String group, String resource) {

  /** {@code deployments.apps}, and {@code pods} for the core group (ERR-03). */
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
