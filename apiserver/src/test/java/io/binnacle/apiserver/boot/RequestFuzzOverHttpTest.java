package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.RequestFuzz;
import io.binnacle.manifests.type.BuiltinTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that are nearly right, through TLS and HTTP/2: each is answered, on one connection that
 * stays open for all of them.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestFuzzOverHttpTest {
  private static final int REQUESTS = 1_500;
  private static final long SEED = 3;

  @TempDir private Path directory;

  @Test
  void everyRequestIsAnsweredAndNoneHurtsTheConnection() throws Exception {
    RequestFuzz fuzz = new RequestFuzz(BuiltinTypes.load(), SEED);
    List<String> failures = new ArrayList<>();
    int sent = 0;
    try (ServerFixture server = ServerFixture.start(directory);
        HttpClient client = server.admin(HttpClient.Version.HTTP_2)) {
      for (int i = 0; i < REQUESTS; i++) {
        RequestFuzz.Request request = fuzz.request(i);
        // A watch is answered by what never ends; it has tests of its own.
        if (request.query().contains("watch") || !canBeSent(server, request)) {
          continue;
        }
        sent++;
        String wrong = tried(client, server, request);
        if (wrong != null) {
          failures.add(i + ": " + wrong + " to " + request);
        }
      }
      assertThat(server.get(client, "/readyz").statusCode()).isEqualTo(200);
    }
    assertThat(failures).as(String.join("\n", failures)).isEmpty();
    assertThat(sent).isGreaterThan(REQUESTS / 2);
  }

  private static @Nullable String tried(
      HttpClient client, ServerFixture server, RequestFuzz.Request request)
      throws InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(server, request))
            .timeout(Duration.ofSeconds(10))
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    request.accept().forEach(each -> builder.header("Accept", each));
    if (request.contentType() != null) {
      builder.header("Content-Type", request.contentType());
    }
    try {
      HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
      boolean nodeIsFarAway =
          response.body().contains("error dialing") || response.body().contains("no preferred");
      // A HEAD has no body that could say so.
      boolean expected = nodeIsFarAway || request.path().contains("/proxy");
      return response.statusCode() == 500 && !expected ? "500 " + response.body() : null;
    } catch (IOException failure) {
      return "no answer: " + failure;
    }
  }

  private static boolean canBeSent(ServerFixture server, RequestFuzz.Request request) {
    try {
      return uri(server, request).getRawPath() != null;
    } catch (IllegalArgumentException notForThisClient) {
      return false;
    }
  }

  private static URI uri(ServerFixture server, RequestFuzz.Request request) {
    return server.uri(request.path() + (request.query().isEmpty() ? "" : "?" + request.query()));
  }
}
