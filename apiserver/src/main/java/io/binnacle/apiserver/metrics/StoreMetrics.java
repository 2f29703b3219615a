package io.binnacle.apiserver.metrics;

import io.binnacle.consensus.MemberStatus;
import io.binnacle.store.StoreStatus;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Gauges of the store and of the consensus member under it (MET-06). */
public final class StoreMetrics {
  private StoreMetrics() {}

  /**
   * @param status asked at each scrape
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
        "etcd_server_is_leader",
        member -> member.role() == MemberStatus.Role.LEADER ? 1 : 0);
    memberGauge(
        registry, status, "etcd_server_has_leader", member -> member.leaderId() == null ? 0 : 1);
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
