package io.binnacle.apiserver.health;

import io.binnacle.consensus.MemberStatus;
import io.binnacle.store.KeyValueStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What must hold before a balancer may send requests here (HLTH-06 to HLTH-08, RT-12). */
public final class Readiness {
  /** More entries than this behind is a replica that clients should not be sent to. */
  private static final long ENTRIES_BEHIND_MAX = 1_000;

  private final KeyValueStore store;
  private final AtomicBoolean bootstrapped = new AtomicBoolean();
  private final AtomicBoolean goingDown = new AtomicBoolean();

  public Readiness(KeyValueStore store) {
    this.store = store;
  }

  public void bootstrapped() {
    bootstrapped.set(true);
  }

  public void goingDown() {
    goingDown.set(true);
  }

  /** Liveness never depends on other members, or a lost quorum would get the survivors killed. */
  public List<HealthCheck> checks() {
    return List.of(
        HealthCheck.ofLiveness("ping", () -> null),
        HealthCheck.ofLiveness("log", () -> null),
        HealthCheck.ofLiveness("etcd", this::storeFailure),
        HealthCheck.ofReadiness("etcd-readiness", this::quorumFailure),
        HealthCheck.ofReadiness("poststarthook/bootstrap-controller", this::bootstrapFailure),
        HealthCheck.ofReadiness("shutdown", this::shutdownFailure));
  }

  private @Nullable String storeFailure() {
    return store.stopped().isDone() ? "the store has stopped: " + store.stopped().join() : null;
  }

  private @Nullable String quorumFailure() {
    MemberStatus member = store.status().member();
    if (member == null || member.isCaughtUp(ENTRIES_BEHIND_MAX)) {
      return null;
    }
    return member.leaderId() == null
        ? "no leader is known"
        : "applied " + member.appliedIndex() + " of " + member.commitIndex() + " committed entries";
  }

  private @Nullable String bootstrapFailure() {
    return bootstrapped.get() ? null : "the first objects do not exist yet";
  }

  private @Nullable String shutdownFailure() {
    return goingDown.get() ? "the server is going" : null;
  }
}
