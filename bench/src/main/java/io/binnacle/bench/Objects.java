package io.binnacle.bench;

import io.binnacle.bench.http.Call;

/** The ConfigMaps that measurements work on. */
final class Objects {
  private static final String JSON = "application/json";

  /** What a ConfigMap of this form takes beside its filling, as stored. */
  private static final int FRAME_BYTES = 330;

  private final String namespace;
  private final String filling;

  Objects(String namespace, int objectBytes) {
    this.namespace = namespace;
    this.filling = "binnacle".repeat(Math.max(1, (objectBytes - FRAME_BYTES) / 8));
  }

  Call createNamespace() {
    return Call.of(
        "POST",
        "/api/v1/namespaces",
        JSON,
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(namespace));
  }

  Call create(String name) {
    return Call.of("POST", collection(), JSON, body(name, 0));
  }

  Call get(String name) {
    return Call.get(collection() + "/" + name);
  }

  /** A replacement without a resourceVersion, as it may be for ConfigMaps. */
  Call update(String name, long round) {
    return Call.of("PUT", collection() + "/" + name, JSON, body(name, round));
  }

  Call patch(String name, long round) {
    return Call.of(
        "PATCH",
        collection() + "/" + name,
        "application/merge-patch+json",
        "{\"data\":{\"round\":\"" + round + "\"}}");
  }

  Call list() {
    return Call.get(collection());
  }

  Call watch() {
    return Call.get(collection() + "?watch=true&allowWatchBookmarks=false&timeoutSeconds=3600");
  }

  private String collection() {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private String body(String name, long round) {
    return """
    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"%s",\
    "labels":{"bench":"true"}},"data":{"filling":"%s","round":"%d"}}"""
        .formatted(name, namespace, filling, round);
  }
}
