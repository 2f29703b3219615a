package io.binnacle.apiserver.cli.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/**
 * Asks for what kubectl and informers ask for, over HTTP/2 and HTTP/1.1. An answer that is an error
 * is no failure of the rehearsal: the cache only knows less then.
 */
final class Audience {
  /** Enough for the compilers to have seen the paths of writes and reads. */
  private static final int OBJECTS = 300;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final List<String> DISCOVERY =
      List.of(
          "/version",
          "/livez?verbose",
          "/readyz?verbose",
          "/metrics",
          "/api",
          "/apis",
          "/api/v1",
          "/apis/apps/v1",
          "/apis/batch/v1",
          "/openapi/v3",
          "/openapi/v3/api/v1",
          "/openapi/v3/apis/apps/v1");

  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf,application/json";
  private static final String APPLY_PATCH = "application/apply-patch+yaml";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";

  private static final String CONFIG_MAP =
      """
      {"apiVersion":"v1","kind":"ConfigMap",
       "metadata":{"name":"rehearsal-%d","labels":{"part":"rehearsal"}},
       "data":{"line":"%s"}}
      """;
  private static final String DEPLOYMENT =
      """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"rehearsal-%d"},
       "spec":{"replicas":2,"selector":{"matchLabels":{"part":"rehearsal"}},
        "template":{"metadata":{"labels":{"part":"rehearsal"}},
         "spec":{"containers":[{"name":"page","image":"registry.example/page:1",
          "ports":[{"containerPort":80}],"resources":{"requests":{"cpu":"10m"}}}]}}}}
      """;

  /** Of a kind whose rules are in CEL: the first one after a start should not wait for classes. */
  private static final String POLICY =
      """
      {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy",
       "metadata":{"name":"rehearsal-%d"},
       "spec":{"podSelector":{"matchLabels":{"part":"rehearsal"}},
        "ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],
         "ports":[{"port":80,"protocol":"TCP"}]}]}}
      """;

  private static final int POLICIES = 30;

  private final URI server;
  private final HttpClient client;

  Audience(URI server, SSLContext identity) {
    this.server = server;
    this.client = HttpClient.newBuilder().sslContext(identity).connectTimeout(TIMEOUT).build();
  }

  void attend() throws InterruptedException {
    CompletableFuture<Void> watching = watch("/api/v1/namespaces/default/configmaps");
    DISCOVERY.forEach(path -> get(path, JSON));
    get("/api", AGGREGATED);
    get("/apis", AGGREGATED);
    exercise(
        "/api/v1/namespaces/default/configmaps",
        CONFIG_MAP,
        MERGE_PATCH,
        "{\"data\":{\"a\":\"b\"}}");
    exercise(
        "/apis/apps/v1/namespaces/default/deployments",
        DEPLOYMENT,
        STRATEGIC_PATCH,
        "{\"spec\":{\"replicas\":3}}");
    apply("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", POLICY);
    get("/apis/apps/v1/namespaces/default/deployments", PROTOBUF);
    get("/apis/apps/v1/namespaces/default/deployments/rehearsal-1", PROTOBUF);
    send("POST", "/api/v1/namespaces/default/configmaps", JSON, "{not json");
    get("/api/v1/namespaces/default/pods/absent", JSON);
    watching
        .orTimeout(TIMEOUT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
        .exceptionally(_ -> null)
        .join();
  }

  private void exercise(String path, String template, String patchType, String patch) {
    String filling = "x".repeat(1_000);
    for (int i = 0; i < OBJECTS; i++) {
      send("POST", path, JSON, template.formatted(i, filling));
      get(path + "/rehearsal-" + i, JSON);
      send("PATCH", path + "/rehearsal-" + i, patchType, patch);
    }
    for (String accept : List.of(JSON, TABLE, "application/yaml")) {
      get(path + "?limit=200", accept);
      get(path + "/rehearsal-1", accept);
    }
    get(path + "?labelSelector=part%3Drehearsal&fieldSelector=metadata.name%3Drehearsal-2", TABLE);
    for (int i = 0; i < OBJECTS; i += 10) {
      send("DELETE", path + "/rehearsal-" + i, JSON, "{\"propagationPolicy\":\"Background\"}");
    }
  }

  /** Twice each, so that the second one finds an owner and changes nothing. */
  private void apply(String path, String template) {
    for (int i = 0; i < 2 * POLICIES; i++) {
      int which = i % POLICIES;
      send(
          "PATCH",
          path + "/rehearsal-" + which + "?fieldManager=rehearsal",
          APPLY_PATCH,
          template.formatted(which));
    }
  }

  private CompletableFuture<Void> watch(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(
                server.resolve(path + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=8"))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(TIMEOUT)
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
        .thenAcceptAsync(Audience::drain);
  }

  private static void drain(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      body.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException _) {
      // The stream was cut by the end of the rehearsal.
    }
  }

  private void get(String path, String accept) {
    send(HttpRequest.newBuilder(server.resolve(path)).header("Accept", accept).GET());
  }

  private void send(String method, String path, String type, String body) {
    send(
        HttpRequest.newBuilder(server.resolve(path))
            .header("Accept", JSON)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private void send(HttpRequest.Builder request) {
    try {
      client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException _) {
      // This path is not rehearsed then.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
