package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is sent, the answer is one of the API: no 500, no words of Java in it, and it comes. A
 * longer run: {@code -Dfuzz.requests=1000000 -Dfuzz.seed=7}; one request of it again: {@code
 * -Dfuzz.seed=7 -Dfuzz.only=4711}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class RequestFuzzTest {
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 20_000);
  private static final int ONLY = Integer.getInteger("fuzz.only", -1);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int WATCH_CHUNKS = 2;
  private static final int FAILURES_SHOWN_MAX = 10;

  @Test
  void noRequestIsAnsweredWithAFailureOfOurs() {
    List<String> failures = new ArrayList<>();
    Map<Integer, Integer> codes = new TreeMap<>();
    try (ApiFixture api = new ApiFixture()) {
      RequestFuzz fuzz = new RequestFuzz(api.registry().catalogue(), SEED);
      for (int i = 0; i < REQUESTS && failures.size() < FAILURES_SHOWN_MAX; i++) {
        RequestFuzz.Request request = fuzz.request(i);
        String wrong = ONLY < 0 || ONLY == i ? tried(api, request, codes) : null;
        if (wrong != null) {
          failures.add(
              "-Dfuzz.seed=%d -Dfuzz.only=%d: %s%n  %s".formatted(SEED, i, wrong, request));
        }
      }
    }
    assertThat(failures).as(String.join("\n", failures)).isEmpty();
    // A fuzz that is always refused at the door tests the door alone.
    if (ONLY < 0) {
      assertThat(codes.keySet()).contains(200, 201, 400, 404, 409, 415, 422);
      assertThat(codes.get(200) + codes.get(201)).as(codes.toString()).isGreaterThan(REQUESTS / 10);
    }
  }

  /** What is wrong with the answer; null where nothing is. */
  private static @Nullable String tried(
      ApiFixture api, RequestFuzz.Request request, Map<Integer, Integer> codes) {
    ApiReply reply;
    String body;
    try {
      reply = api.reply(ready(request));
      body = content(reply);
    } catch (RuntimeException failure) {
      return "no answer: " + failure;
    }
    codes.merge(reply.statusCode(), 1, Integer::sum);
    boolean nodeIsFarAway =
        body.contains("error dialing backend") || body.contains("no preferred addresses found");
    if (reply.statusCode() >= 500 && !nodeIsFarAway && reply.statusCode() != 503) {
      return reply.statusCode() + " " + body;
    }
    if (body.contains("Exception") || body.contains("\tat ") || body.contains("io.binnacle")) {
      return "words of Java: " + body;
    }
    return reply.statusCode() < 400 ? null : wrongStatus(reply, body);
  }

  private static @Nullable String wrongStatus(ApiReply reply, String body) {
    String type = String.valueOf(reply.headers().first("Content-Type"));
    if (!type.equals("application/json")) {
      return type.startsWith("text/plain") || type.contains("protobuf") || type.contains("cbor")
          ? null
          : "type " + type;
    }
    Manifest status = ApiFixture.parse(body);
    boolean whole =
        status.kind().equals("Status")
            && status.textOrEmpty("status").equals("Failure")
            && status.integerOr(0, "code") == reply.statusCode()
            && !status.textOrEmpty("message").isBlank();
    return whole ? null : "no Status: " + body;
  }

  private static ApiRequest ready(RequestFuzz.Request request) {
    ApiRequest made =
        ApiRequest.of(
            request.method(), request.path(), request.query().isEmpty() ? null : request.query());
    for (String accept : request.accept()) {
      made = made.withHeader("Accept", accept);
    }
    return request.contentType() == null
        ? made
        : made.withBody(request.contentType(), request.body());
  }

  /** All of an answer; of a watch the beginning. */
  private static String content(ApiReply reply) {
    return switch (reply) {
      case ApiReply.Whole whole -> whole.body().toUtf8();
      case ApiReply.Streamed streamed -> {
        StringBuilder all = new StringBuilder();
        var chunks = streamed.flushEach() ? streamed.chunks().take(1) : streamed.chunks();
        for (Bytes chunk : chunks.toIterable(WATCH_CHUNKS)) {
          all.append(new String(chunk.toArray(), StandardCharsets.ISO_8859_1));
        }
        yield all.toString();
      }
    };
  }
}
