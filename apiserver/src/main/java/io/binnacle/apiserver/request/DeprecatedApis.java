package io.binnacle.apiserver.request;

import org.jspecify.annotations.Nullable;

/** What clients should stop to use, and are told so with every answer (RES-08). */
public final class DeprecatedApis {
  private DeprecatedApis() {}

  /** The text of a Warning; null where nothing is wrong with it. */
  public static @Nullable String warning(String group, String version, String resource) {
    boolean isEndpoints = group.isEmpty() && version.equals("v1") && resource.equals("endpoints");
    return isEndpoints
        ? "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        : null;
  }
}
