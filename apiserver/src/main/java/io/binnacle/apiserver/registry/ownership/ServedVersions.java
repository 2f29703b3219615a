package io.binnacle.apiserver.registry.ownership;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import org.jspecify.annotations.Nullable;

/** The versions in which the objects of a type are served, and the ways between them (SSA-44). */
final class ServedVersions {
  private ServedVersions() {}

  static TypedVersions of(TypeCatalogue catalogue, ResourceType requested) {
    return new TypedVersions(
        TypedVersion.requested(requested.apiVersion(), requested.schema()),
        apiVersion -> other(catalogue, requested, apiVersion));
  }

  /** Null where the version is not served, or does not have these objects. */
  private static @Nullable TypedVersion other(
      TypeCatalogue catalogue, ResourceType requested, String apiVersion) {
    for (ResourceType type : catalogue.all()) {
      if (type.apiVersion().equals(apiVersion)
          && type.stored()
          && type.storagePrefix().equals(requested.storagePrefix())) {
        return new TypedVersion(
            apiVersion,
            type.schema(),
            object -> served(type, stored(requested, object)),
            object -> served(requested, stored(type, object)));
      }
    }
    return null;
  }

  private static Manifest stored(ResourceType type, Manifest served) {
    ResourceType.SharedStorage shared = type.sharedStorage();
    return shared == null ? served : shared.conversion().toStored(served);
  }

  private static Manifest served(ResourceType type, Manifest stored) {
    ResourceType.SharedStorage shared = type.sharedStorage();
    return shared == null ? stored : shared.conversion().fromStored(stored);
  }
}
