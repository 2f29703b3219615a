package io.binnacle.consensus.driver;

import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.core.Effect.ReadFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads on their way through ReadIndex (RAFT-46, RAFT-49): all that wait when the driver comes by
 * share one request; with an index, they wait until it is applied. The driver's, but for the count.
 */
final class PendingReads {
  /** One call of a client. */
  static final class Waiter {
    final CompletableFuture<ReadOutcome> outcome = new CompletableFuture<>();
    final long deadlineNanos;
    final long leaderDeadlineNanos;

    Waiter(long nowNanos, long timeoutNanos, long leaderWaitNanos) {
      deadlineNanos = nowNanos + timeoutNanos;
      leaderDeadlineNanos = nowNanos + leaderWaitNanos;
    }
  }

  private final int countMax;
  private final AtomicInteger count = new AtomicInteger();
  private final Deque<Waiter> unasked = new ArrayDeque<>();
  private final Map<Long, List<Waiter>> asked = new TreeMap<>();
  private final TreeMap<Long, List<Waiter>> byReadIndex = new TreeMap<>();
  private long lastRequestId;

  PendingReads(int countMax) {
    this.countMax = countMax;
  }

  boolean admit() {
    if (count.incrementAndGet() <= countMax) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  void add(Waiter waiter) {
    unasked.add(waiter);
  }

  /**
   * One request for all that have none.
   *
   * @return its id, or 0 if there is nobody to ask for
   */
  long ask() {
    if (unasked.isEmpty()) {
      return 0;
    }
    lastRequestId++;
    asked.put(lastRequestId, new ArrayList<>(unasked));
    unasked.clear();
    return lastRequestId;
  }

  void ready(long requestId, long readIndex, long appliedIndex) {
    List<Waiter> waiters = asked.remove(requestId);
    if (waiters == null) {
      return;
    }
    if (readIndex <= appliedIndex) {
      waiters.forEach(waiter -> settle(waiter, new ReadOutcome.Ready(appliedIndex)));
    } else {
      byReadIndex.computeIfAbsent(readIndex, _ -> new ArrayList<>()).addAll(waiters);
    }
  }

  /** Without a leader they wait for one, a while. */
  void failed(long requestId, ReadFailure reason) {
    List<Waiter> waiters = asked.remove(requestId);
    if (waiters == null) {
      return;
    }
    switch (reason) {
      case NO_LEADER, LEADER_CHANGED -> unasked.addAll(waiters);
      case TIMEOUT -> refuse(waiters, "leadership could not be confirmed in time");
      case OVERLOADED -> refuse(waiters, "too many reads are waiting");
    }
  }

  private void refuse(List<Waiter> waiters, String why) {
    waiters.forEach(waiter -> settle(waiter, new ReadOutcome.Unavailable(why)));
  }

  void applied(long appliedIndex) {
    while (!byReadIndex.isEmpty()) {
      Map.Entry<Long, List<Waiter>> first = byReadIndex.firstEntry();
      if (first.getKey() > appliedIndex) {
        return;
      }
      byReadIndex.remove(first.getKey());
      first.getValue().forEach(waiter -> settle(waiter, new ReadOutcome.Ready(appliedIndex)));
    }
  }

  void expire(long nowNanos) {
    unasked.removeIf(
        waiter -> expireIf(waiter, nowNanos - waiter.leaderDeadlineNanos, "no leader is known"));
    for (Map<Long, List<Waiter>> waiting : List.of(asked, byReadIndex)) {
      waiting
          .values()
          .removeIf(
              waiters -> {
                waiters.removeIf(
                    waiter ->
                        expireIf(
                            waiter, nowNanos - waiter.deadlineNanos, "the read took too long"));
                return waiters.isEmpty();
              });
    }
  }

  private boolean expireIf(Waiter waiter, long nanosBehindDeadline, String why) {
    if (nanosBehindDeadline < 0) {
      return false;
    }
    settle(waiter, new ReadOutcome.Unavailable(why));
    return true;
  }

  void failAll(String why) {
    refuse(List.copyOf(unasked), why);
    unasked.clear();
    asked.values().forEach(waiters -> refuse(waiters, why));
    asked.clear();
    byReadIndex.values().forEach(waiters -> refuse(waiters, why));
    byReadIndex.clear();
  }

  void settle(Waiter waiter, ReadOutcome outcome) {
    count.decrementAndGet();
    waiter.outcome.complete(outcome);
  }

  /** For a waiter that never got here. */
  void refuse(@Nullable Waiter waiter, String why) {
    if (waiter != null) {
      settle(waiter, new ReadOutcome.Unavailable(why));
    }
  }
}
