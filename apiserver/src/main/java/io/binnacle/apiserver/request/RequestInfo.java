package io.binnacle.apiserver.request;

import java.util.List;

/**
 * The Kubernetes reading of method and path (URL-05 to URL-08). Texts are empty where the path does
 * not say.
 *
 * @param resourceRequest whether the path names a resource below {@code /api} or {@code /apis}
 * @param path decoded, as authorization rules for non-resource requests name it
 * @param apiPrefix {@code api} or {@code apis}
 * @param name also set by a field selector that pins metadata.name (URL-08), except for parts
 * @param parts the decoded segments from the resource on
 */
public record RequestInfo(
    boolean resourceRequest,
    Verb verb,
    String path,
    String apiPrefix,
    String group,
    String version,
    String resource,
    String subresource,
    String namespace,
    String name,
    List<String> parts) {
  public RequestInfo {
    parts = List.copyOf(parts);
  }

  static RequestInfo ofPath(Verb verb, String path) {
    return new RequestInfo(false, verb, path, "", "", "", "", "", "", "", List.of());
  }

  /** Whether the path itself names one object. */
  public boolean namesObject() {
    return parts.size() > 1;
  }

  /** Long-running requests have no deadline and are not counted as in flight. */
  public boolean isLongRunning() {
    return verb == Verb.WATCH;
  }
}
