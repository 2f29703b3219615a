package io.binnacle.apiserver.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One named condition of the server.
 *
 * @param name as it stands in the URL and in verbose answers (HLTH-06)
 * @param inLiveness whether it also counts for /livez; whatever depends on other members must not
 *     (HLTH-08)
 * @param failure null while all is well, else the reason, for the log
 */
public record HealthCheck(String name, boolean inLiveness, Supplier<@Nullable String> failure) {
  /** A check that counts for liveness and readiness. */
  public static HealthCheck ofLiveness(String name, Supplier<@Nullable String> failure) {
    return new HealthCheck(name, true, failure);
  }

  /** A check that counts for readiness only. */
  public static HealthCheck ofReadiness(String name, Supplier<@Nullable String> failure) {
    return new HealthCheck(name, false, failure);
  }
}
