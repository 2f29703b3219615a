package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code /metrics}, and the few of them about health below {@code /metrics/slis} (MET-01). */
public final class MetricsEndpoint {
  private final PrometheusRegistry registry;
  private final PrometheusRegistry health;
  private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  /**
   * @param health what /metrics/slis shows
   */
  public MetricsEndpoint(PrometheusRegistry registry, PrometheusRegistry health) {
    this.registry = registry;
    this.health = health;
  }

  public ApiReply handle(ApiRequest request, String path) {
    return switch (path) {
      case "/metrics" -> scrape(request, registry);
      case "/metrics/slis" -> scrape(request, health);
      default -> Replies.pageNotFound();
    };
  }

  private ApiReply scrape(ApiRequest request, PrometheusRegistry shown) {
    String accept = String.join(",", request.headers().all("Accept"));
    ExpositionFormatWriter writer =
        accept.contains("application/openmetrics-text") ? openMetrics : prometheus;
    ByteArrayOutputStream text = new ByteArrayOutputStream(64 << 10);
    try {
      writer.write(text, shown.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("a write to memory failed", e);
    }
    return Replies.document(
        Headers.of("Content-Type", writer.getContentType()), Bytes.wrap(text.toByteArray()));
  }
}
