package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.storage.meter.StorageMeter;
import io.binnacle.manifests.status.GroupResource;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What is asked of the store and how long it takes, under the names by which clients of etcd count
 * it (MET-06).
 */
public final class StorageMetrics implements StorageMeter {
  /** Kubernetes' own bounds. */
  private static final double[] SECONDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30,
    45, 60
  };

  private static final String[] REQUEST_LABELS = {"operation", "group", "resource"};
  private static final String[] LIST_LABELS = {"group", "resource"};

  private final LongSupplier nanoTime;
  private final Histogram seconds;
  private final Counter requests;
  private final Counter errors;
  private final Counter lists;
  private final Counter fetchedObjects;
  private final Counter evaluatedObjects;
  private final Counter returnedObjects;
  private final Map<Series, Handles> handles = new ConcurrentHashMap<>();
  private final Map<GroupResource, ListHandles> listHandles = new ConcurrentHashMap<>();

  public StorageMetrics(PrometheusRegistry registry, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.seconds =
        Histogram.builder()
            .name("etcd_request_duration_seconds")
            .help("Time until the store had an answer: of writes, until this replica applied them.")
            .labelNames(REQUEST_LABELS)
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
    this.requests = counter(registry, "etcd_requests_total", REQUEST_LABELS, "Asked of the store.");
    this.errors =
        counter(
            registry,
            "etcd_request_errors_total",
            REQUEST_LABELS,
            "What the store refused, or could not say the outcome of.");
    this.lists =
        counter(registry, "apiserver_storage_list_total", LIST_LABELS, "Lists walked to the end.");
    this.fetchedObjects =
        counter(
            registry,
            "apiserver_storage_list_fetched_objects_total",
            LIST_LABELS,
            "Versions that lists read from the state.");
    this.evaluatedObjects =
        counter(
            registry,
            "apiserver_storage_list_evaluated_objects_total",
            LIST_LABELS,
            "Objects that lists held against their selector.");
    this.returnedObjects =
        counter(
            registry,
            "apiserver_storage_list_returned_objects_total",
            LIST_LABELS,
            "Objects that lists returned.");
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String[] labels, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  @Override
  public Request begin(Operation operation, GroupResource about) {
    Handles series = handles.computeIfAbsent(new Series(operation, about), Handles::new);
    long start = nanoTime.getAsLong();
    return done -> series.count(done, nanoTime.getAsLong() - start);
  }

  @Override
  public void listed(GroupResource about, long fetched, long evaluated, long returned) {
    ListHandles series = listHandles.computeIfAbsent(about, ListHandles::new);
    series.lists.inc();
    series.fetched.inc(fetched);
    series.evaluated.inc(evaluated);
    series.returned.inc(returned);
  }

  private record Series(Operation operation, GroupResource about) {}

  /** The data points of a series, looked up once. */
  private final class Handles {
    private final DistributionDataPoint duration;
    private final CounterDataPoint all;
    private final CounterDataPoint failed;

    Handles(Series series) {
      String[] labels = {
        series.operation().name().toLowerCase(Locale.ROOT),
        series.about().group(),
        series.about().resource()
      };
      this.duration = seconds.labelValues(labels);
      this.all = requests.labelValues(labels);
      this.failed = errors.labelValues(labels);
    }

    void count(boolean done, long nanos) {
      duration.observe(nanos / 1e9);
      all.inc();
      if (!done) {
        failed.inc();
      }
    }
  }

  private final class ListHandles {
    private final CounterDataPoint lists;
    private final CounterDataPoint fetched;
    private final CounterDataPoint evaluated;
    private final CounterDataPoint returned;

    ListHandles(GroupResource about) {
      String[] labels = {about.group(), about.resource()};
      this.lists = StorageMetrics.this.lists.labelValues(labels);
      this.fetched = fetchedObjects.labelValues(labels);
      this.evaluated = evaluatedObjects.labelValues(labels);
      this.returned = returnedObjects.labelValues(labels);
    }
  }
}
