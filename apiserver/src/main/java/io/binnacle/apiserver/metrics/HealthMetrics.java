package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.health.HealthCheck;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** The health checks and the build as gauges (MET-01, MET-09). */
public final class HealthMetrics {
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
                double well = check.failure().get() == null ? 1 : 0;
                callback.call(well, check.name(), "readyz");
                if (check.inLiveness()) {
                  callback.call(well, check.name(), "healthz");
                  callback.call(well, check.name(), "livez");
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
