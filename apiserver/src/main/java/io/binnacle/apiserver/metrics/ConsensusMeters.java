package io.binnacle.apiserver.metrics;

import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.GroupView.Progress;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.metrics.ConnectionFaults;
import io.binnacle.consensus.metrics.ConsensusMetrics;
import io.binnacle.consensus.metrics.DurationHistogram;
import io.binnacle.store.comparison.ComparisonCounts;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the consensus member has counted, under etcd's names where it has them (RAFT-75). */
public final class ConsensusMeters {
  private ConsensusMeters() {}

  /**
   * @param metrics asked at each scrape
   */
  public static void register(PrometheusRegistry registry, Supplier<ConsensusMetrics> metrics) {
    counter(
        registry,
        metrics,
        "etcd_server_proposals_applied_total",
        ConsensusMetrics::proposalsApplied);
    counter(
        registry,
        metrics,
        "etcd_server_proposals_failed_total",
        values -> values.proposalsRefused() + values.proposalsUndecided());
    counter(
        registry,
        metrics,
        "binnacle_proposals_undecided_total",
        ConsensusMetrics::proposalsUndecided);
    counter(
        registry,
        metrics,
        "etcd_server_leader_changes_seen_total",
        values -> values.leadership().changes());
    counter(
        registry,
        metrics,
        "binnacle_raft_elections_begun_total",
        values -> values.leadership().electionsBegun());
    counter(
        registry, metrics, "binnacle_snapshots_taken_total", values -> values.snapshots().taken());
    counter(
        registry,
        metrics,
        "binnacle_snapshots_installed_total",
        values -> values.snapshots().installed());
    counter(
        registry, metrics, "binnacle_snapshots_sent_total", values -> values.snapshots().sent());
    counter(
        registry, metrics, "binnacle_scrubbed_bytes_total", values -> values.scrub().bytesRead());
    counter(registry, metrics, "binnacle_scrub_passes_total", values -> values.scrub().passes());
    counter(
        registry,
        metrics,
        "binnacle_damaged_snapshots_total",
        values -> values.scrub().damagedSnapshots());
    CounterWithCallback.builder()
        .name("binnacle_peer_connection_faults_total")
        .help("Connections on the peer port, or to it, that were refused or closed, by reason.")
        .labelNames("reason")
        .callback(callback -> connectionFaults(callback, metrics.get()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("etcd_server_proposals_pending")
        .help("Proposals without an outcome at the moment.")
        .callback(callback -> callback.call((double) metrics.get().proposalsPending()))
        .register(registry);
    registry.register((Collector) () -> syncs(metrics.get().syncs()));
  }

  /**
   * How the other members of the group are in the eyes of this one, by their ids in hexadecimal, as
   * etcd writes them. How far they are is the leader's knowledge: elsewhere these series have no
   * values, so that what is left of an earlier leadership is never taken for news.
   *
   * @param self the id of this member, which is not among its peers
   * @param group asked at each scrape, once for each series; never blocks, also if the driver hangs
   */
  public static void registerPeers(
      PrometheusRegistry registry, long self, Supplier<GroupView> group) {
    Supplier<List<GroupView.Member>> peers =
        () -> group.get().members().stream().filter(each -> each.memberId() != self).toList();
    peerGauge(
        registry,
        peers,
        "binnacle_raft_peer_connected",
        "1 where this replica has a connection to the member.",
        peer -> peer.connected() ? 1.0 : 0.0);
    peerGauge(
        registry,
        peers,
        "binnacle_raft_peer_round_trip_seconds",
        "How long the member last took to answer a sign of life of this replica.",
        peer -> peer.roundTripNanos() == null ? null : peer.roundTripNanos() / 1e9);
    progressGauge(
        registry,
        peers,
        "binnacle_raft_peer_match_index",
        "Up to which index the member certainly has the leader's log on disk; told by the leader.",
        Progress::matchIndex);
    progressGauge(
        registry,
        peers,
        "binnacle_raft_peer_lag_entries",
        "Entries of the leader's log that the member is not known to have; told by the leader.",
        Progress::lagEntries);
    progressGauge(
        registry,
        peers,
        "binnacle_raft_peer_recently_heard",
        "1 where the member answered the leader within the last election timeout.",
        progress -> progress.recentlyHeard() ? 1 : 0);
    progressGauge(
        registry,
        peers,
        "binnacle_raft_peer_snapshot_sending",
        "1 while the leader sends the member a snapshot.",
        progress -> progress.snapshot() ? 1 : 0);
    progressGauge(
        registry,
        peers,
        "binnacle_raft_peer_appends_in_flight",
        "Appends that the leader has sent the member and that are not answered yet.",
        Progress::inFlight);
  }

  /**
   * What comparisons of the members' states have shown (CLUS-28, CLUS-29).
   *
   * @param comparisons asked at each scrape
   */
  public static void registerComparisons(
      PrometheusRegistry registry, Supplier<ComparisonCounts> comparisons) {
    CounterWithCallback.builder()
        .name("binnacle_state_comparisons_total")
        .help(
            "Comparisons of the members' states: a majority of the voters agreed, or members"
                + " differed and none did.")
        .labelNames("result")
        .callback(
            callback -> {
              ComparisonCounts counts = comparisons.get();
              callback.call((double) counts.agreed(), "agreed");
              callback.call((double) counts.undecided(), "undecided");
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("binnacle_state_differs")
        .help("1 for a member whose state was once not the majority's, since this replica started.")
        .labelNames("peer")
        .callback(
            callback -> {
              for (Long id : comparisons.get().differing()) {
                callback.call(1, HexadecimalId.of(id));
              }
            })
        .register(registry);
  }

  private static void progressGauge(
      PrometheusRegistry registry,
      Supplier<List<GroupView.Member>> peers,
      String name,
      String help,
      ToLongFunction<Progress> value) {
    peerGauge(
        registry,
        peers,
        name,
        help,
        peer -> {
          Progress progress = peer.progress();
          return progress == null ? null : (double) value.applyAsLong(progress);
        });
  }

  private static void peerGauge(
      PrometheusRegistry registry,
      Supplier<List<GroupView.Member>> peers,
      String name,
      String help,
      Function<GroupView.Member, @Nullable Double> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("peer")
        .callback(
            callback -> {
              for (GroupView.Member peer : peers.get()) {
                Double now = value.apply(peer);
                if (now != null) {
                  callback.call(now, HexadecimalId.of(peer.memberId()));
                }
              }
            })
        .register(registry);
  }

  private static void counter(
      PrometheusRegistry registry,
      Supplier<ConsensusMetrics> metrics,
      String name,
      ToLongFunction<ConsensusMetrics> value) {
    CounterWithCallback.builder()
        .name(name)
        .help("As the consensus member of this replica has counted since its start.")
        .callback(callback -> callback.call((double) value.applyAsLong(metrics.get())))
        .register(registry);
  }

  private static void connectionFaults(
      CounterWithCallback.Callback callback, ConsensusMetrics values) {
    for (ConnectionFaults.Count each : values.connectionFaults()) {
      callback.call((double) each.times(), each.fault().label());
    }
  }

  /** WAL-08. */
  private static HistogramSnapshot syncs(DurationHistogram.Values values) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < values.countsByBucket().size(); i++) {
      double bound =
          i < DurationHistogram.Values.boundsInSeconds().size()
              ? DurationHistogram.Values.boundsInSeconds().get(i)
              : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, values.countsByBucket().get(i));
    }
    if (values.countsByBucket().isEmpty()) {
      buckets.bucket(Double.POSITIVE_INFINITY, 0);
    }
    return HistogramSnapshot.builder()
        .name("etcd_disk_wal_fsync_duration_seconds")
        .help("How long a sync of the write-ahead log took.")
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(values.sumNanos() / 1e9)
                .build())
        .build();
  }
}
