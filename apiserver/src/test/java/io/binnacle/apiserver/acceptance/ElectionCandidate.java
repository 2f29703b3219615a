package io.binnacle.apiserver.acceptance;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Somebody who wants to lead, by a Lease object and the election of a client library. */
final class ElectionCandidate implements AutoCloseable {
  /**
   * What candidates compete for and how long they are patient.
   *
   * @param lease how long a leader that says nothing any more is still the leader
   */
  record Contest(String namespace, String name, Duration lease) {
    /** A leader that could not renew for so long stops. */
    Duration renewDeadline() {
      return lease.multipliedBy(3).dividedBy(4);
    }

    Duration retryPeriod() {
      return lease.dividedBy(8);
    }
  }

  /** When somebody led, by the clock of this process. */
  record Term(String identity, long fromNanos, long toNanos) {}

  private final String identity;
  private final List<Term> terms = new ArrayList<>();
  private long leadsSinceNanos;
  private boolean leads;
  private Runnable leave = () -> {};

  private ElectionCandidate(String identity) {
    this.identity = identity;
  }

  static ElectionCandidate fabric8(KubernetesClient client, Contest contest, String identity) {
    ElectionCandidate candidate = new ElectionCandidate(identity);
    CompletableFuture<?> election =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(contest.name())
                    .withReleaseOnCancel(true)
                    .withLeaseDuration(contest.lease())
                    .withRenewDeadline(contest.renewDeadline())
                    .withRetryPeriod(contest.retryPeriod())
                    .withLock(
                        new io.fabric8.kubernetes.client.extended.leaderelection.resourcelock
                            .LeaseLock(contest.namespace(), contest.name(), identity))
                    .withLeaderCallbacks(
                        new LeaderCallbacks(candidate::started, candidate::stopped, _ -> {}))
                    .build())
            .build()
            .start();
    candidate.leave = () -> election.cancel(true);
    return candidate;
  }

  static ElectionCandidate official(ApiClient client, Contest contest, String identity) {
    ElectionCandidate candidate = new ElectionCandidate(identity);
    LeaderElector elector =
        new LeaderElector(
            new LeaderElectionConfig(
                new LeaseLock(contest.namespace(), contest.name(), identity, client),
                contest.lease(),
                contest.renewDeadline(),
                contest.retryPeriod()));
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("election of " + identity)
            .start(() -> elector.run(candidate::started, candidate::stopped));
    candidate.leave =
        () -> {
          elector.close();
          thread.interrupt();
        };
    return candidate;
  }

  private synchronized void started() {
    leads = true;
    leadsSinceNanos = System.nanoTime();
  }

  private synchronized void stopped() {
    if (leads) {
      leads = false;
      terms.add(new Term(identity, leadsSinceNanos, System.nanoTime()));
    }
  }

  String identity() {
    return identity;
  }

  synchronized boolean leads() {
    return leads;
  }

  /** Past ones and the one that lasts. */
  synchronized List<Term> terms() {
    List<Term> all = new ArrayList<>(terms);
    if (leads) {
      all.add(new Term(identity, leadsSinceNanos, System.nanoTime()));
    }
    return all;
  }

  /** Gives up what it has and competes no more. */
  void leave() {
    leave.run();
  }

  @Override
  public void close() {
    leave();
  }
}
