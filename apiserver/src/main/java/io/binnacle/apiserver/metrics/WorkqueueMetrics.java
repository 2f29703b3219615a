package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.controller.queue.QueueMeter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** What waits for the embedded controllers and how long their work takes them (MET-09). */
public final class WorkqueueMetrics {
  /** Kubernetes' own bounds. */
  private static final double[] SECONDS = {
    1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1_000
  };

  private final LongSupplier nanoTime;
  private final Gauge depth;
  private final Counter adds;
  private final Counter retries;
  private final Histogram queueSeconds;
  private final Histogram workSeconds;
  private final Map<String, Meter> meters = new ConcurrentHashMap<>();

  public WorkqueueMetrics(PrometheusRegistry registry, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.depth =
        Gauge.builder()
            .name("workqueue_depth")
            .help("How much waits.")
            .labelNames("name")
            .withoutExemplars()
            .register(registry);
    this.adds = counter(registry, "workqueue_adds_total", "What was added to the queue.");
    this.retries =
        counter(registry, "workqueue_retries_total", "What was added again: it had not succeeded.");
    this.queueSeconds =
        histogram(registry, "workqueue_queue_duration_seconds", "How long something waited.");
    this.workSeconds =
        histogram(registry, "workqueue_work_duration_seconds", "How long the work on it took.");
    running(
        registry,
        "workqueue_unfinished_work_seconds",
        "For how long work has been going on that is not over, all of it together.",
        meter -> meter.runningNanos().mapToDouble(nanos -> nanos / 1e9).sum());
    running(
        registry,
        "workqueue_longest_running_processor_seconds",
        "For how long the oldest work that is not over has been going on.",
        meter -> meter.runningNanos().mapToDouble(nanos -> nanos / 1e9).max().orElse(0));
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames("name")
        .withoutExemplars()
        .register(registry);
  }

  private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames("name")
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .withoutExemplars()
        .register(registry);
  }

  private void running(
      PrometheusRegistry registry, String name, String help, ToDoubleFunction<Meter> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("name")
        .callback(
            callback ->
                meters.forEach((queue, meter) -> callback.call(value.applyAsDouble(meter), queue)))
        .register(registry);
  }

  /** The same one for each queue of a name. */
  public QueueMeter meterOf(String name) {
    return meters.computeIfAbsent(name, Meter::new);
  }

  private final class Meter implements QueueMeter {
    private final GaugeDataPoint waiting;
    private final CounterDataPoint added;
    private final CounterDataPoint retried;
    private final DistributionDataPoint waited;
    private final DistributionDataPoint worked;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    Meter(String name) {
      this.waiting = depth.labelValues(name);
      this.added = adds.labelValues(name);
      this.retried = retries.labelValues(name);
      this.waited = queueSeconds.labelValues(name);
      this.worked = workSeconds.labelValues(name);
    }

    @Override
    public void added() {
      added.inc();
    }

    @Override
    public void retried() {
      retried.inc();
    }

    @Override
    public void depth(int count) {
      waiting.set(count);
    }

    @Override
    public Work begin(long waitedNanos) {
      waited.observe(waitedNanos / 1e9);
      Running begun = new Running(this, nanoTime.getAsLong());
      running.add(begun);
      return begun;
    }

    LongStream runningNanos() {
      long now = nanoTime.getAsLong();
      return running.stream().mapToLong(each -> now - each.sinceNanos);
    }

    void over(Running work) {
      if (running.remove(work)) {
        worked.observe((nanoTime.getAsLong() - work.sinceNanos) / 1e9);
      }
    }
  }

  /** Each is itself only: no two are equal. */
  private static final class Running implements QueueMeter.Work {
    private final Meter meter;
    private final long sinceNanos;

    Running(Meter meter, long sinceNanos) {
      this.meter = meter;
      this.sinceNanos = sinceNanos;
    }

    @Override
    public void end() {
      meter.over(this);
    }
  }
}
