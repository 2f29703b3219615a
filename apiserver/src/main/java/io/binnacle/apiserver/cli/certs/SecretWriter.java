package io.binnacle.apiserver.cli.certs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.apiserver.certificates.ClientTls;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates one Secret through a Kubernetes API server; needs get and create on it, nothing else. */
final class SecretWriter {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int FOUND = 200;
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final URI server;
  private final String token;
  private final HttpClient client;

  SecretWriter(URI server, String token, Path certificateAuthority) {
    this.server = server;
    this.token = token;
    this.client =
        HttpClient.newBuilder()
            .sslContext(ClientTls.trusting(certificateAuthority))
            .connectTimeout(TIMEOUT)
            .build();
  }

  boolean exists(String namespace, String name) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(request(path(namespace) + "/" + name).GET());
    return switch (answer.statusCode()) {
      case FOUND -> true;
      case NOT_FOUND -> false;
      default -> throw refused("get", namespace, name, answer);
    };
  }

  /** False when somebody else was first. */
  boolean create(String namespace, String name, Map<String, String> contents)
      throws IOException, InterruptedException {
    ObjectNode secret = JsonMapper.shared().createObjectNode();
    secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "Opaque");
    ObjectNode metadata = secret.putObject("metadata");
    metadata.put("name", name).put("namespace", namespace);
    metadata.putObject("labels").put("app.kubernetes.io/managed-by", "binnacle-certs-init");
    ObjectNode data = secret.putObject("data");
    contents.forEach(
        (file, text) -> data.put(file, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
    HttpResponse<String> answer =
        send(
            request(path(namespace))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(secret.toString())));
    return switch (answer.statusCode()) {
      case CREATED -> true;
      case CONFLICT -> false;
      default -> throw refused("create", namespace, name, answer);
    };
  }

  private static String path(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/secrets";
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private ClusterException refused(
      String verb, String namespace, String name, HttpResponse<String> answer) {
    return new ClusterException(
        "%s refused to %s the Secret %s/%s: status %d"
            .formatted(server, verb, namespace, name, answer.statusCode()));
  }
}
