package io.binnacle.apiserver.request;

import org.jspecify.annotations.Nullable;

/** What clients should stop to use, and are told so with every answer (RES-08). */
public final class DeprecatedApis {
  private DeprecatedApis() {}

  /** The text of a Warning; null where nothing is wrong with it. */
  public static @Nullable String warning(String group, String version, String resource) {
    if (!group.isEmpty() || !version.equals("v1")) {
      return null;
    }
    return switch (resource) {
      case "componentstatuses" -> "v1 ComponentStatus is deprecated in v1.19+";
      case "endpoints" ->
          "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
      default -> null;
    };
  }
}
