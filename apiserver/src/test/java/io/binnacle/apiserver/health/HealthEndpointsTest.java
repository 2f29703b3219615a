package io.binnacle.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthEndpointsTest {
  private final HealthEndpoints health =
      new HealthEndpoints(
          List.of(
              HealthCheck.ofLiveness("ping", () -> null),
              HealthCheck.ofReadiness("quorum", () -> "no leader is known")));

  /** HLTH-03, HLTH-08. */
  @Test
  void aLostQuorumFailsReadinessWithoutTheReasonAndNotLiveness() {
    ApiReply.Whole ready = get("/readyz", null);
    assertThat(ready.statusCode()).isEqualTo(500);
    assertThat(ready.body().toUtf8())
        .isEqualTo("[+]ping ok\n[-]quorum failed: reason withheld\nreadyz check failed\n");
    assertThat(get("/livez", null).body().toUtf8()).isEqualTo("ok");
    assertThat(get("/healthz", null).statusCode()).isEqualTo(200);
    assertThat(health.isReady()).isFalse();
  }

  /** HLTH-04, HLTH-05. */
  @Test
  void aCheckCanBeLeftOutOrAskedAlone() {
    assertThat(get("/readyz", "exclude=quorum").body().toUtf8()).isEqualTo("ok");
    ApiReply.Whole alone = get("/readyz/quorum", null);
    assertThat(alone.statusCode()).isEqualTo(500);
    assertThat(alone.body().toUtf8()).isEqualTo("internal server error: no leader is known");
    assertThat(get("/readyz/other", null).statusCode()).isEqualTo(404);
  }

  /** HLTH-06, HLTH-07. */
  @Test
  void aLoopThatHasNotStartedIsAliveAndNotReadyAndOneThatDiedIsNeither() {
    AtomicReference<HealthCheck.Loop> state = new AtomicReference<>(HealthCheck.Loop.NOT_STARTED);
    HealthEndpoints loops =
        new HealthEndpoints(List.of(HealthCheck.ofLoop("poststarthook/loop", state::get)));
    assertThat(codeOf(loops, "/livez")).isEqualTo(200);
    assertThat(codeOf(loops, "/readyz")).isEqualTo(500);
    state.set(HealthCheck.Loop.RUNS);
    assertThat(codeOf(loops, "/readyz/poststarthook/loop")).isEqualTo(200);
    state.set(HealthCheck.Loop.DIED);
    assertThat(codeOf(loops, "/livez")).isEqualTo(500);
    assertThat(codeOf(loops, "/healthz/poststarthook/loop")).isEqualTo(500);
    assertThat(codeOf(loops, "/readyz")).isEqualTo(500);
  }

  /** HLTH-06: nobody who asks waits for the log, and one attempt is under way at most. */
  @Test
  void theLogIsUnwellWhenAnAttemptToWriteItOutDoesNotEnd() {
    AtomicLong seconds = new AtomicLong();
    List<Runnable> attempts = new ArrayList<>();
    LogCheck log = new LogCheck(() -> {}, attempts::add, () -> seconds.get() * 1_000_000_000L);
    assertThat(log.get()).isNull();
    seconds.set(20);
    assertThat(log.get()).isNull();
    seconds.set(31);
    assertThat(log.get()).contains("has not ended");
    assertThat(attempts).hasSize(1);
    attempts.getFirst().run();
    assertThat(log.get()).isNull();
    assertThat(attempts).hasSize(2);
    attempts.getLast().run();
    assertThat(log.get()).isNull();
    assertThat(attempts).as("not a new one for each question").hasSize(2);
  }

  private static int codeOf(HealthEndpoints endpoints, String path) {
    return endpoints.handle(ApiRequest.of("GET", path, null), path).statusCode();
  }

  private ApiReply.Whole get(String path, @org.jspecify.annotations.Nullable String query) {
    return (ApiReply.Whole) health.handle(ApiRequest.of("GET", path, query), path);
  }
}
