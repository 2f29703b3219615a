package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.stream.WatchMeter;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.type.ResourceType;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What watches send, and how long it takes them (MET-03, MET-05, MET-06, design D5). */
public final class WatchMetrics {
  private static final String[] LABELS = {"group", "version", "resource"};

  /** Kubernetes' own bounds. */
  private static final double[] EVENT_BYTES = {
    1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072
  };

  /** Fine around 50 and 250 ms, which the design allows at 20,000 and 100,000 events a second. */
  private static final double[] LAG_SECONDS = {
    0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };

  private static final String[] UNVERSIONED_LABELS = {"group", "resource"};

  /** Kubernetes' own bounds. */
  private static final double[] STATE_SECONDS = {
    0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60
  };

  private final Counter events;
  private final Counter initialEvents;
  private final Histogram sizes;
  private final Histogram lags;
  private final Histogram stateDurations;
  private final Gauge bookmarks;
  private final Counter terminations;
  private final Map<GroupVersionResource, WatchMeter> meters = new ConcurrentHashMap<>();

  public WatchMetrics(PrometheusRegistry registry) {
    this.events =
        counter(registry, "apiserver_watch_events_total", "Events sent to clients that watch.");
    this.initialEvents =
        counter(
            registry,
            "apiserver_init_events_total",
            "Events that told clients the state with which their watch began.");
    this.sizes =
        histogram(
            registry,
            "apiserver_watch_events_sizes",
            "Bytes of an event as it is sent.",
            EVENT_BYTES);
    this.lags =
        histogram(
            registry,
            "binnacle_watch_commit_to_socket_seconds",
            "Time from the commit of the oldest event in a chunk until the chunk was written.",
            LAG_SECONDS);
    this.stateDurations =
        histogram(
            registry,
            "apiserver_watch_list_duration_seconds",
            "Time from the opening of a watch until its client was told the whole state.",
            STATE_SECONDS);
    this.bookmarks =
        Gauge.builder()
            .name("etcd_bookmark_counts")
            .help("How often the store said to a watch up to which revision it has everything.")
            .labelNames(UNVERSIONED_LABELS)
            .withoutExemplars()
            .register(registry);
    this.terminations =
        Counter.builder()
            .name("apiserver_terminated_watchers_total")
            .help("Watches that were too slow: their next events were no longer kept.")
            .labelNames(UNVERSIONED_LABELS)
            .withoutExemplars()
            .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(LABELS)
        .withoutExemplars()
        .register(registry);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(LABELS)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry);
  }

  /** The same one for each watch of a type. */
  public WatchMeter meterOf(ResourceType type) {
    return meters.computeIfAbsent(type.resource(), Meter::new);
  }

  private final class Meter implements WatchMeter {
    private final CounterDataPoint sent;
    private final CounterDataPoint initial;
    private final DistributionDataPoint bytes;
    private final DistributionDataPoint seconds;
    private final DistributionDataPoint stateSeconds;
    private final GaugeDataPoint bookmarked;
    private final CounterDataPoint terminated;

    Meter(GroupVersionResource resource) {
      String[] labels = {resource.group(), resource.version(), resource.resource()};
      this.sent = events.labelValues(labels);
      this.initial = initialEvents.labelValues(labels);
      this.bytes = sizes.labelValues(labels);
      this.seconds = lags.labelValues(labels);
      this.stateSeconds = stateDurations.labelValues(labels);
      this.bookmarked = bookmarks.labelValues(resource.group(), resource.resource());
      this.terminated = terminations.labelValues(resource.group(), resource.resource());
    }

    @Override
    public void sent(int count) {
      if (count > 0) {
        sent.inc(count);
      }
    }

    @Override
    public void size(int count) {
      bytes.observe(count);
    }

    @Override
    public void initial(int count) {
      if (count > 0) {
        initial.inc(count);
      }
    }

    @Override
    public void initialDone(long nanosSinceOpened) {
      stateSeconds.observe(nanosSinceOpened / 1e9);
    }

    @Override
    public void bookmark() {
      bookmarked.inc();
    }

    @Override
    public void terminated() {
      terminated.inc();
    }

    @Override
    public void reachedSocket(long nanosSinceCommit) {
      seconds.observe(nanosSinceCommit / 1e9);
    }
  }
}
