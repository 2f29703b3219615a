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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** MET-02 to MET-05. */
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

  /** Kubernetes' own bounds. */
  private static final double[] FILTER_SECONDS = {
    0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 5.0, 10.0, 15.0, 30.0
  };

  /** The replies by which the server protects itself: not begun, and given up. */
  private static final Set<Integer> TERMINATED =
      Set.of(Status.tooManyRequests(1).code(), Status.timeout("", 0).code());

  private final PrometheusRegistry registry;
  private final LongSupplier nanoTime;
  private final Predicate<RequestInfo> isServed;
  private final Counter requests;
  private final Histogram durations;
  private final Histogram objectiveDurations;
  private final Histogram sizes;
  private final Gauge longRunning;
  private final Counter terminations;
  private final Counter aborts;
  private final Histogram filterDurations;
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
        counter(
            "apiserver_request_total",
            "Requests by what they asked for and how they ended.",
            withCode());
    this.durations =
        histogram(
            "apiserver_request_duration_seconds",
            "Time from the request's head to the reply, watches left out.",
            SECONDS,
            SERIES_LABELS);
    this.objectiveDurations =
        histogram(
            "apiserver_request_sli_duration_seconds",
            "The same without what is not the server's time, such as a webhook's.",
            SECONDS,
            SERIES_LABELS);
    this.sizes =
        histogram(
            "apiserver_response_sizes",
            "Bytes of replies, watches left out.",
            BYTES,
            SERIES_LABELS);
    this.terminations =
        counter(
            "apiserver_request_terminations_total",
            "Requests that the server turned away or gave up to protect itself.",
            withCode());
    this.aborts =
        counter(
            "apiserver_request_aborts_total",
            "Replies that were cut off after they had begun, by a deadline or a fault.",
            "verb",
            "group",
            "version",
            "resource",
            "subresource",
            "scope");
    this.filterDurations =
        histogram(
            "apiserver_request_filter_duration_seconds",
            "Time a stage took until it passed a request on.",
            FILTER_SECONDS,
            "filter");
    this.longRunning =
        Gauge.builder()
            .name("apiserver_longrunning_requests")
            .help("Watches that are open.")
            .labelNames(SERIES_LABELS)
            .withoutExemplars()
            .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
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

  /** Measures one stage that requests pass. */
  public Filter filter(String name) {
    return new Filter(filterDurations.labelValues(name));
  }

  /** The time between entering a stage and being passed on. */
  public final class Filter {
    private final DistributionDataPoint seconds;

    private Filter(DistributionDataPoint seconds) {
      this.seconds = seconds;
    }

    /** The time by our clock, to be handed to {@link #passedOn}. */
    public long enter() {
      return nanoTime.getAsLong();
    }

    public void passedOn(long enteredNanos) {
      seconds.observe((nanoTime.getAsLong() - enteredNanos) / 1e9);
    }
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

    /** The rest of a reply that had begun will not come. */
    public void aborted() {
      series.abortedReplies().inc();
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
      if (TERMINATED.contains(code)) {
        series.terminated(code).inc();
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
    private final Series series;
    private final String[] labels;
    private final DistributionDataPoint seconds;
    private final DistributionDataPoint objectiveSeconds;
    private final DistributionDataPoint size;
    private final GaugeDataPoint open;
    private final Map<Integer, CounterDataPoint> byCode = new ConcurrentHashMap<>();

    Handles(Series series) {
      this.series = series;
      this.labels = series.labels();
      this.seconds = durations.labelValues(labels);
      this.objectiveSeconds = objectiveDurations.labelValues(labels);
      this.size = sizes.labelValues(labels);
      this.open = longRunning.labelValues(labels);
    }

    CounterDataPoint counted(int code) {
      return byCode.computeIfAbsent(code, each -> requests.labelValues(labelsWith(each)));
    }

    CounterDataPoint terminated(int code) {
      return terminations.labelValues(labelsWith(code));
    }

    CounterDataPoint abortedReplies() {
      return aborts.labelValues(
          series.verb(),
          series.group(),
          series.version(),
          series.resource(),
          series.subresource(),
          series.scope());
    }

    private String[] labelsWith(int code) {
      String[] all = Arrays.copyOf(labels, labels.length + 1);
      all[labels.length] = Integer.toString(code);
      return all;
    }
  }
}
