package io.binnacle.apiserver.cli.member;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.groupclient.GroupClientException;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change of the group that is tried again where that may help: there may be no leader at the
 * moment, and a load balancer hands on to another replica each time. It takes {@link #BOUND} and
 * one attempt in all, which is a look and a call, and whoever waits for it is told why.
 */
final class PatientChange {
  /** No attempt begins later; an election takes a few seconds at most by default. */
  static final Duration BOUND = Duration.ofSeconds(10);

  /** How long a leader is looked for once the change is made; no look begins later. */
  static final Duration SETTLING = Duration.ofSeconds(5);

  static final Duration SILENT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Time time;
  private final PrintWriter err;

  /** So that a test need not wait. */
  interface Time {
    long nanos();

    void pause(Duration duration);
  }

  /** The change; both calls throw {@link GroupClientException}. */
  interface Attempt {
    /** The group as it is. */
    RemoteGroup look();

    /** The group as it is after the change. */
    RemoteGroup call();

    /** Whether the change has come about. */
    boolean isDoneIn(RemoteGroup group);
  }

  PatientChange(Time time, PrintWriter err) {
    this.time = time;
    this.err = err;
  }

  /**
   * Does it. An attempt whose outcome is not known may have done it, so the next one looks first.
   *
   * @throws GroupClientException where trying again does not help
   * @throws ClusterException when the time is over
   */
  RemoteGroup make(Attempt attempt) {
    long beganNanos = time.nanos();
    boolean called = false;
    boolean told = false;
    while (true) {
      String why = "the group has no leader at the moment";
      GroupClientException failure = null;
      try {
        RemoteGroup now = attempt.look();
        if (called && attempt.isDoneIn(now)) {
          return now;
        }
        if (now.leaderId() != null) {
          called = true;
          return attempt.call();
        }
      } catch (GroupClientException e) {
        if (!e.isWorthRetrying()) {
          throw e;
        }
        why = String.valueOf(e.getMessage());
        failure = e;
      }
      long nanos = time.nanos() - beganNanos;
      if (nanos >= BOUND.toNanos()) {
        throw gaveUp(why, failure);
      }
      if (!told && nanos >= SILENT.toNanos()) {
        told = true;
        err.println("binnacle: %s: waiting, at most %d s in all".formatted(why, BOUND.toSeconds()));
      }
      time.pause(PAUSE);
    }
  }

  /** The group once a leader is known, or after {@link #SETTLING} as it was seen last. */
  RemoteGroup withLeader(RemoteGroup changed, Supplier<RemoteGroup> look) {
    long beganNanos = time.nanos();
    RemoteGroup now = changed;
    while (now.leaderId() == null && time.nanos() - beganNanos < SETTLING.toNanos()) {
      time.pause(PAUSE);
      try {
        now = look.get();
      } catch (GroupClientException _) {
        // The change is made; that nobody answers now is no failure of it.
      }
    }
    return now;
  }

  private static ClusterException gaveUp(String why, @Nullable GroupClientException failure) {
    return failure == null
        ? new ClusterException(
            "the group has had no leader for %d s: it takes a majority of its voters that run and reach"
                    .formatted(BOUND.toSeconds())
                + " each other")
        : new ClusterException(why, failure);
  }
}
