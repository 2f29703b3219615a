package io.binnacle.manifests.apply.version;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The versions in which owners may have named their fields (SSA-44).
 *
 * @param requested the one of the request
 * @param others by apiVersion; null for one that is not served (SSA-23)
 */
public record TypedVersions(
    TypedVersion requested, Function<String, @Nullable TypedVersion> others) {
  /** For a type that has one version. */
  public static TypedVersions only(TypedVersion requested) {
    return new TypedVersions(requested, _ -> null);
  }

  public @Nullable TypedVersion of(String apiVersion) {
    return apiVersion.equals(requested.apiVersion()) ? requested : others.apply(apiVersion);
  }
}
