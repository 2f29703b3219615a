package io.binnacle.apiserver.health;

import io.binnacle.consensus.MemberStatus;
import io.binnacle.store.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must hold before a balancer may send requests here (HLTH-06 to HLTH-08, RT-12). */
public final class Readiness {
  /** More entries than this behind is a replica that clients should not be sent to. */
  private static final long ENTRIES_BEHIND_MAX = 1_000;

  private final KeyValueStore store;
  private final Set<Milestone> reached = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean goingDown = new AtomicBoolean();

  public Readiness(KeyValueStore store) {
    this.store = store;
  }

  /** What happens once in the life of a replica, in this order. */
  public enum Milestone {
    /** Kubernetes' name for it: the state that watches and lists are served from is complete. */
    CAUGHT_UP("informer-sync", "this replica has not yet caught up with the group"),
    NAMESPACES("poststarthook/start-system-namespaces-controller", "a namespace is missing"),
    SERVICE("poststarthook/bootstrap-controller", "default/kubernetes does not exist yet"),
    CLAIMS(
        "poststarthook/start-service-ip-repair-controllers",
        "the claims of Services have not been looked at yet");

    private final String check;
    private final String missing;

    Milestone(String check, String missing) {
      this.check = check;
      this.missing = missing;
    }
  }

  /** The loops that run beside the requests. */
  public record Loops(
      Supplier<HealthCheck.Loop> controllers, Supplier<HealthCheck.Loop> presence) {}

  public void reached(Milestone milestone) {
    reached.add(milestone);
  }

  public void goingDown() {
    goingDown.set(true);
  }

  /**
   * Liveness never depends on other members, or a lost quorum would get the survivors killed.
   *
   * @param log whether what is logged goes out
   */
  public List<HealthCheck> checks(Supplier<@Nullable String> log, Loops loops) {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(HealthCheck.ofLiveness("ping", () -> null));
    checks.add(HealthCheck.ofLiveness("log", log));
    checks.add(HealthCheck.ofLiveness("etcd", this::storeFailure));
    checks.add(HealthCheck.ofReadiness("etcd-readiness", this::quorumFailure));
    for (Milestone milestone : Milestone.values()) {
      checks.add(
          HealthCheck.ofReadiness(
              milestone.check, () -> reached.contains(milestone) ? null : milestone.missing));
    }
    checks.add(
        HealthCheck.ofLoop(
            "poststarthook/start-kube-apiserver-identity-lease-controller", loops.presence()));
    checks.add(HealthCheck.ofLoop("poststarthook/start-binnacle-controllers", loops.controllers()));
    checks.add(HealthCheck.ofReadiness("shutdown", this::shutdownFailure));
    return List.copyOf(checks);
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

  private @Nullable String shutdownFailure() {
    return goingDown.get() ? "the server is going" : null;
  }
}
