package io.binnacle.manifests.status;

/** A kind in whatever version. */
public record GroupKind(String group, String kind) {

  /** {@code Deployment.apps}, and {@code Pod} for the core group. */
  @Override
  public String toString() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}
