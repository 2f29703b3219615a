package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** URL-19: clients over HTTP/2 that are asked to connect anew lose nothing by it. */
class ConnectionRenewalTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String LATE =
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"late\"}}";
  private static final int REQUESTS = 1_000;

  @Test
  void clientsConnectAnewAndEverythingUnderWayIsServed(@TempDir Path dataDir) throws Exception {
    ServerOptions options = ServerFixture.optionsOf(dataDir);
    ServerOptions.Requests plain = options.requests();
    ServerOptions asking =
        options.withRequests(
            new ServerOptions.Requests(
                plain.maxRequestBytes(),
                plain.requestTimeout(),
                plain.watchCoalesceMillis(),
                plain.stopping(),
                0.02,
                plain.gzipMinBytes()));
    try (ServerFixture fixture = ServerFixture.start(dataDir, asking)) {
      HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
      CompletableFuture<HttpResponse<String>> watch =
          admin.sendAsync(
              HttpRequest.newBuilder(
                      fixture.uri(CONFIG_MAPS + "?watch=1&timeoutSeconds=5&resourceVersion=0"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      Set<String> connections = new HashSet<>();
      for (int i = 0; i < REQUESTS; i++) {
        connections.add(connectionOf(fixture.get(admin, "/livez")));
      }
      assertThat(
              fixture
                  .send(admin, "POST", CONFIG_MAPS, LATE, "Content-Type", "application/json")
                  .statusCode())
          .isEqualTo(201);
      // By chance alone none in a thousand is asked once in 600 million runs.
      assertThat(connections).hasSizeGreaterThan(1);
      assertThat(watch.join().body()).contains("\"name\":\"late\"");
    }
  }

  private static String connectionOf(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return Base64.getEncoder()
        .encodeToString(answer.sslSession().orElseThrow(IOException::new).getId());
  }
}
