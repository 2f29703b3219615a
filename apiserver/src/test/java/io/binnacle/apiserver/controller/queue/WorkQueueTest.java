package io.binnacle.apiserver.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.metrics.WorkqueueMetrics;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** MET-09. */
class WorkQueueTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicLong seconds = new AtomicLong();
  private final WorkQueue<String> queue =
      new WorkQueue<>(
          new WorkqueueMetrics(registry, this::nanoTime).meterOf("test"), this::nanoTime);

  private long nanoTime() {
    return seconds.get() * 1_000_000_000L;
  }

  @Test
  void whatIsAddedTwiceWaitsOnceSinceTheFirstTime() throws IOException {
    queue.add("a");
    queue.add("b");
    seconds.set(3);
    queue.add("a");
    assertThat(metrics())
        .contains("workqueue_adds_total{name=\"test\"} 2.0", "workqueue_depth{name=\"test\"} 2.0");
    List<WorkQueue.Taken<String>> taken = queue.take(1);
    assertThat(taken).containsExactly(new WorkQueue.Taken<>("a", 0));
    assertThat(queue.isEmpty()).isFalse();
    queue.remove("b");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(metrics()).contains("workqueue_depth{name=\"test\"} 0.0");
  }

  @Test
  void workIsTimedFromItsBeginningToItsEndAndWhileItLasts() throws IOException {
    queue.add("a");
    seconds.set(2);
    Sinks.Empty<Void> end = Sinks.empty();
    Mono<Void> work = queue.measured(queue.take(1).getFirst(), end.asMono());
    var _ = work.subscribe();
    seconds.set(7);
    assertThat(metrics())
        .contains(
            "workqueue_queue_duration_seconds_sum{name=\"test\"} 2.0",
            "workqueue_unfinished_work_seconds{name=\"test\"} 5.0",
            "workqueue_longest_running_processor_seconds{name=\"test\"} 5.0",
            "workqueue_work_duration_seconds_count{name=\"test\"} 0");
    end.tryEmitEmpty();
    queue.again("a");
    assertThat(metrics())
        .contains(
            "workqueue_work_duration_seconds_sum{name=\"test\"} 5.0",
            "workqueue_unfinished_work_seconds{name=\"test\"} 0.0",
            "workqueue_retries_total{name=\"test\"} 1.0");
  }

  private String metrics() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return text.toString(StandardCharsets.UTF_8);
  }
}
