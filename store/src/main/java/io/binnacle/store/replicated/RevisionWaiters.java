package io.binnacle.store.replicated;

import io.binnacle.store.Revision;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.mvcc.StateRoot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for this replica to reach a revision. Bounded: one more than the bound is told so
 * at once. All wait equally long, so the oldest is the next to give up.
 */
final class RevisionWaiters {
  private final int waitersMax;
  private final long waitNanos;
  private final NavigableMap<Long, List<Waiter>> byRevision = new TreeMap<>();
  private final Deque<Waiter> byAge = new ArrayDeque<>();
  private int waiting;
  private @Nullable String stopped;

  private static final class Waiter {
    final Revision wanted;
    final long deadlineNanos;
    final CompletableFuture<ViewOutcome> answer = new CompletableFuture<>();
    boolean answered;

    Waiter(Revision wanted, long deadlineNanos) {
      this.wanted = wanted;
      this.deadlineNanos = deadlineNanos;
    }
  }

  private record Answer(Waiter waiter, ViewOutcome outcome) {}

  RevisionWaiters(int waitersMax, long waitNanos) {
    this.waitersMax = waitersMax;
    this.waitNanos = waitNanos;
  }

  synchronized CompletableFuture<ViewOutcome> await(Revision wanted, long nowNanos) {
    if (stopped != null) {
      return CompletableFuture.completedFuture(new ViewOutcome.Unavailable(stopped));
    }
    if (waiting >= waitersMax) {
      return CompletableFuture.completedFuture(
          new ViewOutcome.Unavailable("too many calls wait for a revision"));
    }
    Waiter waiter = new Waiter(wanted, nowNanos + waitNanos);
    byRevision.computeIfAbsent(wanted.number(), _ -> new ArrayList<>()).add(waiter);
    byAge.addLast(waiter);
    waiting++;
    return waiter.answer;
  }

  /** Answers those whose revision was reached and those who waited too long. */
  void doWork(StateRoot root, long nowNanos) {
    for (Answer answer : due(root, nowNanos)) {
      answer.waiter.answer.complete(answer.outcome);
    }
  }

  private synchronized List<Answer> due(StateRoot root, long nowNanos) {
    List<Answer> answers = new ArrayList<>();
    NavigableMap<Long, List<Waiter>> reached = byRevision.headMap(root.revision().number(), true);
    for (List<Waiter> waiters : reached.values()) {
      for (Waiter waiter : waiters) {
        answers.add(answered(waiter, new ViewOutcome.Ready(root.view())));
      }
    }
    reached.clear();
    Waiter oldest = byAge.peekFirst();
    while (oldest != null && (oldest.answered || oldest.deadlineNanos - nowNanos <= 0)) {
      byAge.removeFirst();
      if (!oldest.answered) {
        forget(oldest);
        answers.add(answered(oldest, new ViewOutcome.NotReached(oldest.wanted, root.revision())));
      }
      oldest = byAge.peekFirst();
    }
    return answers;
  }

  private Answer answered(Waiter waiter, ViewOutcome outcome) {
    waiter.answered = true;
    waiting--;
    return new Answer(waiter, outcome);
  }

  private void forget(Waiter waiter) {
    List<Waiter> same = byRevision.get(waiter.wanted.number());
    if (same != null && same.remove(waiter) && same.isEmpty()) {
      byRevision.remove(waiter.wanted.number());
    }
  }

  /** How long until somebody gives up; {@link Long#MAX_VALUE} where nobody waits. */
  synchronized long nanosUntilNext(long nowNanos) {
    Waiter oldest = byAge.peekFirst();
    return oldest == null ? Long.MAX_VALUE : Math.max(0, oldest.deadlineNanos - nowNanos);
  }

  /** Answers all, now and in future. */
  void stop(String why) {
    List<Waiter> all;
    synchronized (this) {
      stopped = why;
      all = new ArrayList<>(byAge);
      byAge.clear();
      byRevision.clear();
      waiting = 0;
    }
    for (Waiter waiter : all) {
      waiter.answer.complete(new ViewOutcome.Unavailable(why));
    }
  }
}
