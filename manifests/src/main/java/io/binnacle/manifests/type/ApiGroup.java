package io.binnacle.manifests.type;

import java.util.List;

/**
 * A group as discovery shows it.
 *
 * @param name the empty string for the core group
 * @param versions in order of preference, the preferred one first; never empty
 */
public record ApiGroup(String name, List<ApiVersion> versions) {
  public ApiGroup {
    versions = List.copyOf(versions);
  }

  public ApiVersion preferred() {
    return versions.getFirst();
  }

  /**
   * One version of a group.
   *
   * @param types in the order discovery lists them, which is by name
   */
  public record ApiVersion(String group, String version, List<ResourceType> types) {
    public ApiVersion {
      types = List.copyOf(types);
    }

    /** {@code v1}, {@code apps/v1}. */
    public String groupVersion() {
      return group.isEmpty() ? version : group + "/" + version;
    }
  }
}
