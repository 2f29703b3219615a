package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.endpoint.ConformanceRunner;
import io.binnacle.apiserver.endpoint.ConformanceRunner.Reply;
import io.binnacle.apiserver.endpoint.ConformanceScript;
import io.binnacle.apiserver.endpoint.ConformanceScript.Case;
import io.binnacle.apiserver.endpoint.ConformanceScript.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of the checklist that are about a whole server, over real TLS. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConformanceOverHttpTest {
  @TempDir private static Path dataDir;
  private static ServerFixture fixture;
  private static HttpClient admin;

  @BeforeAll
  static void start() throws Exception {
    fixture = ServerFixture.start(dataDir);
    admin = fixture.admin(HttpClient.Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static List<Case> cases() {
    return ConformanceScript.read("server.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds(Case script) {
    new ConformanceRunner(request -> send(fixture, admin, request)).play(script);
  }

  static Reply send(ServerFixture server, HttpClient client, Request request) {
    List<String> headers = new ArrayList<>();
    request.headers().forEach((name, value) -> headers.addAll(List.of(name, value)));
    try {
      HttpResponse<String> response =
          server.send(
              client,
              request.method(),
              request.url(),
              request.body().isEmpty() ? null : request.body(),
              headers.toArray(new String[0]));
      Map<String, String> received = new LinkedHashMap<>();
      response
          .headers()
          .map()
          .forEach(
              (name, values) ->
                  received.put(name.toLowerCase(Locale.ROOT), String.join("\n", values)));
      return new Reply(response.statusCode(), received, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
