package io.binnacle.store;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A store of versions by key. Safe for use by any thread; no future of it completes exceptionally.
 * Futures complete on threads of the store: what is chained to them must be short or move away.
 */
public interface KeyValueStore extends AutoCloseable {
  /**
   * Carries out one write; the outcome comes after this replica has applied it, so later local
   * views contain it.
   */
  CompletableFuture<WriteOutcome> write(Write write);

  /** A view of the state that satisfies the wish, waiting for it where needed (design D13). */
  CompletableFuture<ViewOutcome> view(Freshness freshness);

  /**
   * The newest state this replica has applied, without waiting: what a watch or a metric looks at.
   */
  StoreView localView();

  /**
   * Opens a cursor over the events of a range, beginning behind a revision.
   *
   * @param after events of this revision and before are not delivered
   * @param wakeUp called, on a thread of the store and possibly more than once, when events may be
   *     waiting; it must return at once. It is not called again before the cursor was polled empty.
   */
  WatchOutcome watch(KeyRange range, Revision after, Runnable wakeUp);

  /**
   * When this replica applied a revision, by {@link System#nanoTime()}; empty where that is long
   * ago. It is what the age of a watch's events is measured from.
   */
  OptionalLong appliedNanos(Revision revision);

  StoreStatus status();

  /** Completes, with the reason, when the store has stopped by itself or by {@link #close()}. */
  CompletableFuture<String> stopped();

  @Override
  void close();
}
