package io.binnacle.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import java.util.List;
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

  private ApiReply.Whole get(String path, @org.jspecify.annotations.Nullable String query) {
    return (ApiReply.Whole) health.handle(ApiRequest.of("GET", path, query), path);
  }
}
