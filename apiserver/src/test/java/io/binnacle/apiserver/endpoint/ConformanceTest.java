package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ConformanceRunner.Reply;
import io.binnacle.apiserver.endpoint.ConformanceScript.Case;
import io.binnacle.apiserver.endpoint.ConformanceScript.Request;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.consensus.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of the checklist that need no sockets, all against one API. */
class ConformanceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Below {@code conformance/} in the test resources. */
  private static final List<String> FILES =
      List.of(
          "requests.txt",
          "reads.txt",
          "defaults.txt",
          "rules.txt",
          "subresources.txt",
          "tables.txt");

  @AutoClose private static final ApiFixture api = new ApiFixture();

  static Stream<Case> cases() {
    return FILES.stream().flatMap(file -> ConformanceScript.read(file).stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds(Case script) {
    new ConformanceRunner(request -> send(api, request)).play(script);
  }

  /** A file that nobody plays would prove nothing, and count all the same. */
  @Test
  void everyFileIsPlayed() throws IOException {
    List<String> played = new ArrayList<>(FILES);
    // By ConformanceOverHttpTest.
    played.add("server.txt");
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/conformance"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())).toList())
          .containsExactlyInAnyOrderElementsOf(played);
    }
  }

  static Reply send(ApiFixture api, Request request) {
    ApiRequest sent = ApiFixture.request(request.method(), request.url());
    if (!request.body().isEmpty()) {
      String type = Objects.requireNonNull(request.headers().get("Content-Type"));
      sent = sent.withBody(type, request.body().getBytes(StandardCharsets.UTF_8));
    }
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      if (!header.getKey().equals("Content-Type")) {
        sent = sent.withHeader(header.getKey(), header.getValue());
      }
    }
    ApiReply reply = api.reply(sent);
    Map<String, String> headers = new LinkedHashMap<>();
    reply
        .headers()
        .forEach(
            (name, value) ->
                headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + "\n" + b));
    return new Reply(reply.statusCode(), headers, body(reply, request.events()));
  }

  private static String body(ApiReply reply, int events) {
    return switch (reply) {
      case ApiReply.Whole whole -> whole.body().toUtf8();
      case ApiReply.Streamed streamed -> {
        if (events == 0) {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          for (Bytes chunk : streamed.chunks().toIterable(1)) {
            all.writeBytes(chunk.toArray());
          }
          yield all.toString(StandardCharsets.UTF_8);
        }
        yield ConformanceRunner.listOf(
            Objects.requireNonNull(
                streamed
                    .chunks()
                    .concatMapIterable(chunk -> chunk.toUtf8().lines().toList())
                    .take(events < 0 ? Long.MAX_VALUE : events)
                    .collectList()
                    .block(PATIENCE)));
      }
    };
  }
}
