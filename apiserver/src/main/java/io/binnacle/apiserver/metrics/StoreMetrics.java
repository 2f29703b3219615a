package io.binnacle.apiserver.metrics;

import io.binnacle.consensus.MemberStatus;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.StoreStatus;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Gauges of the store and of the consensus member under it (MET-06, RAFT-75). */
public final class StoreMetrics {
  private StoreMetrics() {}

  /**
   * @param status asked at each scrape; never blocks
   */
  public static void register(PrometheusRegistry registry, Supplier<StoreStatus> status) {
    gauge(registry, status, "binnacle_store_revision", s -> s.revision().number());
    gauge(registry, status, "binnacle_store_compact_revision", s -> s.compactRevision().number());
    gauge(registry, status, "binnacle_store_keys", StoreStatus::liveKeys);
    gauge(registry, status, "apiserver_storage_size_bytes", StoreStatus::liveBytes);
    gauge(registry, status, "binnacle_store_history_bytes", StoreStatus::historyBytes);
    gauge(registry, status, "apiserver_registered_watchers", StoreStatus::watchers);
    memberGauge(registry, status, "binnacle_raft_term", MemberStatus::term);
    memberGauge(registry, status, "binnacle_raft_commit_index", MemberStatus::commitIndex);
    memberGauge(registry, status, "binnacle_raft_applied_index", MemberStatus::appliedIndex);
    memberGauge(registry, status, "binnacle_raft_last_index", MemberStatus::lastIndex);
    memberGauge(
        registry,
        status,
        "binnacle_raft_apply_lag_entries",
        member -> Math.max(0, member.commitIndex() - member.appliedIndex()));
    memberGauge(
        registry,
        status,
        "etcd_server_is_learner",
        member -> member.role() == MemberStatus.Role.LEARNER ? 1 : 0);
    GaugeWithCallback.builder()
        .name("binnacle_raft_role")
        .help("1 for what the consensus member of this replica is now, 0 for what it is not.")
        .labelNames("role")
        .callback(callback -> role(callback, status.get().member()))
        .register(registry);
    memberGauge(
        registry,
        status,
        "etcd_server_is_leader",
        member -> member.role() == MemberStatus.Role.LEADER ? 1 : 0);
    memberGauge(
        registry, status, "etcd_server_has_leader", member -> member.leaderId() == null ? 0 : 1);
  }

  /**
   * For how long this replica has seen no write that a majority has: never less than the time since
   * a quorum was last in contact (RAFT-75).
   *
   * @param store asked at each scrape; never blocks
   * @param nanoTime of the same clock as {@link KeyValueStore#appliedNanos}
   */
  public static void registerCommitAge(
      PrometheusRegistry registry, KeyValueStore store, LongSupplier nanoTime) {
    GaugeWithCallback.builder()
        .name("binnacle_last_write_applied_age_seconds")
        .help("Time since this replica applied its newest revision, which a majority has on disk.")
        .callback(
            callback ->
                store
                    .appliedNanos(store.localView().revision())
                    .ifPresent(
                        applied ->
                            callback.call(Math.max(0, nanoTime.getAsLong() - applied) / 1e9)))
        .register(registry);
  }

  private static void role(GaugeWithCallback.Callback callback, @Nullable MemberStatus member) {
    if (member != null) {
      for (MemberStatus.Role each : MemberStatus.Role.values()) {
        callback.call(each == member.role() ? 1 : 0, each.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static void gauge(
      PrometheusRegistry registry,
      Supplier<StoreStatus> status,
      String name,
      ToDoubleFunction<StoreStatus> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help("As the store of this replica has it now.")
        .callback(callback -> callback.call(value.applyAsDouble(status.get())))
        .register(registry);
  }

  private static void memberGauge(
      PrometheusRegistry registry,
      Supplier<StoreStatus> status,
      String name,
      ToDoubleFunction<MemberStatus> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help("As the consensus member of this replica has it now.")
        .callback(
            callback -> {
              MemberStatus member = status.get().member();
              if (member != null) {
                callback.call(value.applyAsDouble(member));
              }
            })
        .register(registry);
  }
}
