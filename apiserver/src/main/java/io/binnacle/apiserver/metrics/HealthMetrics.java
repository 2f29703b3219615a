package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.health.HealthCheck;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The health checks and the build as gauges (MET-01, MET-09). */
public final class HealthMetrics {
  private static final List<String> ENDPOINTS = List.of("healthz", "livez", "readyz");

  private HealthMetrics() {}

  /** The checks are asked at each scrape. */
  public static void registerChecks(PrometheusRegistry registry, List<HealthCheck> checks) {
    GaugeWithCallback.builder()
        .name("kubernetes_healthcheck")
        .help("Whether a check succeeds, by the endpoint it counts for.")
        .labelNames("name", "type")
        .callback(
            callback -> {
              for (HealthCheck check : checks) {
                for (String endpoint : ENDPOINTS) {
                  Supplier<@Nullable String> failure = check.countedFor(endpoint);
                  if (failure != null) {
                    callback.call(failure.get() == null ? 1 : 0, check.name(), endpoint);
                  }
                }
              }
            })
        .register(registry);
  }

  /**
   * @param minor of the release whose API is served
   */
  public static void registerBuild(PrometheusRegistry registry, String minor, String gitVersion) {
    GaugeWithCallback.builder()
        .name("kubernetes_build_info")
        .help("Always 1; its labels say what runs.")
        .labelNames("major", "minor", "git_version", "platform")
        .callback(
            callback ->
                callback.call(
                    1,
                    "1",
                    minor,
                    gitVersion,
                    System.getProperty("os.name", "unknown").toLowerCase(java.util.Locale.ROOT)
                        + "/"
                        + System.getProperty("os.arch", "unknown")))
        .register(registry);
  }
}
