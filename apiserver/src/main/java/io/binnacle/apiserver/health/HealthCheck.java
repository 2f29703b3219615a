package io.binnacle.apiserver.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One named condition of the server.
 *
 * @param name as it stands in the URL and in verbose answers (HLTH-06)
 * @param liveness what /livez and /healthz ask; null where the check does not count for them:
 *     whatever depends on other members must not (HLTH-08)
 * @param readiness what /readyz asks. Both answer null while all is well, else the reason, which is
 *     for the log
 */
public record HealthCheck(
    String name,
    @Nullable Supplier<@Nullable String> liveness,
    Supplier<@Nullable String> readiness) {
  /** A check that counts for liveness and readiness. */
  public static HealthCheck ofLiveness(String name, Supplier<@Nullable String> failure) {
    return new HealthCheck(name, failure, failure);
  }

  /** A check that counts for readiness only. */
  public static HealthCheck ofReadiness(String name, Supplier<@Nullable String> failure) {
    return new HealthCheck(name, null, failure);
  }

  /**
   * Something that is to be started and then to run: while it has not been started the server is
   * not ready but alive (HLTH-07), when it has died the server is neither.
   */
  public static HealthCheck ofLoop(String name, Supplier<Loop> loop) {
    return new HealthCheck(
        name, () -> loop.get() == Loop.DIED ? "it has died" : null, () -> loop.get().failure());
  }

  /** How something that should run is doing. */
  public enum Loop {
    NOT_STARTED("it has not been started yet"),
    RUNS(null),
    DIED("it has died");

    private final @Nullable String failure;

    Loop(@Nullable String failure) {
      this.failure = failure;
    }

    @Nullable String failure() {
      return failure;
    }
  }

  /** What the endpoint asks; null where the check does not count for it. */
  public @Nullable Supplier<@Nullable String> countedFor(String endpoint) {
    return endpoint.equals("readyz") ? readiness : liveness;
  }
}
