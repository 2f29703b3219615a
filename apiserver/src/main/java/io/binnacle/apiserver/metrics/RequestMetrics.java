package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.Verb;
import io.binnacle.manifests.status.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** MET-02 to MET-04. */
public final class RequestMetrics {
  private static final String[] SERIES_LABELS = {
    "verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component"
  };

  /** Kubernetes' own bounds, so that dashboards and alerts fit. */
  private static final double[] SECONDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30,
    45, 60
  };

  private static final double[] BYTES = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  private static final int TURNED_AWAY = Status.tooManyRequests(1).code();

  private final PrometheusRegistry registry;
  private final LongSupplier nanoTime;
  private final Predicate<RequestInfo> isServed;
  private final Counter requests;
  private final Histogram durations;
  private final Histogram objectiveDurations;
  private final Histogram sizes;
  private final Gauge longRunning;
  private final Counter terminations;
  private final Map<Series, Handles> handles = new ConcurrentHashMap<>();

  /**
   * @param isServed whether a resource request names a type that exists: only such names become
   *     labels, so that nobody can fill the memory with invented ones
   */
  public RequestMetrics(
      PrometheusRegistry registry, LongSupplier nanoTime, Predicate<RequestInfo> isServed) {
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.isServed = isServed;
    this.requests =
        Counter.builder()
            .name("apiserver_request_total")
            .help("Requests by what they asked for and how they ended.")
            .labelNames(withCode())
            .withoutExemplars()
            .register(registry);
    this.durations =
        Histogram.builder()
            .name("apiserver_request_duration_seconds")
            .help("Time from the request's head to the reply, watches left out.")
            .labelNames(SERIES_LABELS)
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
    this.objectiveDurations =
        Histogram.builder()
            .name("apiserver_request_sli_duration_seconds")
            .help("The same without what is not the server's time, such as a webhook's.")
            .labelNames(SERIES_LABELS)
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
    this.sizes =
        Histogram.builder()
            .name("apiserver_response_sizes")
            .help("Bytes of replies, watches left out.")
            .labelNames(SERIES_LABELS)
            .classicOnly()
            .classicUpperBounds(BYTES)
            .withoutExemplars()
            .register(registry);
    this.terminations =
        Counter.builder()
            .name("apiserver_request_terminations_total")
            .help("Requests that the server turned away to protect itself.")
            .labelNames(withCode())
            .withoutExemplars()
            .register(registry);
    this.longRunning =
        Gauge.builder()
            .name("apiserver_longrunning_requests")
            .help("Watches that are open.")
            .labelNames(SERIES_LABELS)
            .withoutExemplars()
            .register(registry);
  }

  /** Shows how many requests are worked on, as whoever limits them counts them. */
  public void observeInFlight(IntSupplier readOnly, IntSupplier mutating) {
    GaugeWithCallback.builder()
        .name("apiserver_current_inflight_requests")
        .help("Requests worked on at the moment.")
        .labelNames("request_kind")
        .callback(
            callback -> {
              callback.call(readOnly.getAsInt(), "readOnly");
              callback.call(mutating.getAsInt(), "mutating");
            })
        .register(registry);
  }

  /** A request has come; its observation must be ended exactly once, and may be more often. */
  public Observation begin(ApiRequest request, RequestInfo info) {
    Handles found = handles.computeIfAbsent(seriesOf(request, info), Handles::new);
    return new Observation(found, info.isLongRunning());
  }

  private Series seriesOf(ApiRequest request, RequestInfo info) {
    String verb = verbOf(request.method(), info);
    if (!info.resourceRequest()) {
      return new Series(verb, "", "", "", "", "", "");
    }
    if (!isServed.test(info)) {
      return new Series(verb, "", "", "", "unknown", "", "");
    }
    String scope = info.namespace().isEmpty() ? "cluster" : "namespace";
    return new Series(
        verb,
        request.query().has("dryRun") ? "All" : "",
        info.group(),
        info.version(),
        info.resource(),
        info.subresource().length() > 20 ? "unknown" : info.subresource(),
        info.namesObject() || info.verb() == Verb.CREATE ? "resource" : scope);
  }

  private static String verbOf(String method, RequestInfo info) {
    return switch (info.verb()) {
      case LIST -> "LIST";
      case WATCH -> "WATCH";
      case DELETECOLLECTION -> "DELETECOLLECTION";
      case GET, HEAD -> "GET";
      case CREATE, POST -> "POST";
      case UPDATE, PUT -> "PUT";
      case PATCH -> "PATCH";
      case DELETE -> "DELETE";
      case OPTIONS, OTHER -> method.equals("OPTIONS") ? "OPTIONS" : "other";
    };
  }

  private static String[] withCode() {
    String[] labels = Arrays.copyOf(SERIES_LABELS, SERIES_LABELS.length + 1);
    labels[SERIES_LABELS.length] = "code";
    return labels;
  }

  /** One request on its way. */
  public final class Observation {
    private final Handles series;
    private final boolean isLongRunning;
    private final long startNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();

    private Observation(Handles series, boolean isLongRunning) {
      this.series = series;
      this.isLongRunning = isLongRunning;
      this.startNanos = nanoTime.getAsLong();
      if (isLongRunning) {
        series.open.inc();
      }
    }

    /** More of a stream went out. */
    public void sent(int count) {
      bytes.addAndGet(count);
    }

    /** The stream is over, whatever ended it. */
    public void endStream(int code) {
      end(code, bytes.get());
    }

    public void end(int code, long size) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      series.counted(code).inc();
      if (code == TURNED_AWAY) {
        series.turnedAway().inc();
      }
      if (isLongRunning) {
        series.open.dec();
        return;
      }
      double seconds = (nanoTime.getAsLong() - startNanos) / 1e9;
      series.seconds.observe(seconds);
      series.objectiveSeconds.observe(seconds);
      series.size.observe((double) size);
    }
  }

  private record Series(
      String verb,
      String dryRun,
      String group,
      String version,
      String resource,
      String subresource,
      String scope) {
    String[] labels() {
      return new String[] {verb, dryRun, group, version, resource, subresource, scope, "apiserver"};
    }
  }

  /** The data points of a series, looked up once. */
  private final class Handles {
    private final String[] labels;
    private final DistributionDataPoint seconds;
    private final DistributionDataPoint objectiveSeconds;
    private final DistributionDataPoint size;
    private final GaugeDataPoint open;
    private final Map<Integer, CounterDataPoint> byCode = new ConcurrentHashMap<>();

    Handles(Series series) {
      this.labels = series.labels();
      this.seconds = durations.labelValues(labels);
      this.objectiveSeconds = objectiveDurations.labelValues(labels);
      this.size = sizes.labelValues(labels);
      this.open = longRunning.labelValues(labels);
    }

    CounterDataPoint counted(int code) {
      return byCode.computeIfAbsent(code, each -> requests.labelValues(labelsWith(each)));
    }

    CounterDataPoint turnedAway() {
      return terminations.labelValues(labelsWith(TURNED_AWAY));
    }

    private String[] labelsWith(int code) {
      String[] all = Arrays.copyOf(labels, labels.length + 1);
      all[labels.length] = Integer.toString(code);
      return all;
    }
  }
}
