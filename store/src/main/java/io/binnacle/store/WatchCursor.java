package io.binnacle.store;

import java.util.List;

/**
 * A position in the event log with a range (design D5). It holds no events: memory is one small
 * object for each watcher. Used by one thread at a time.
 */
public interface WatchCursor extends AutoCloseable {
  /**
   * The next events of the range, in order, gapless, each once.
   *
   * @param eventsMax stop after this many events, or a little later: the events that one revision
   *     made in the range are never split over two polls (KVWATCH-21)
   */
  Poll poll(int eventsMax);

  /** What is next. */
  sealed interface Poll {
    /**
     * @param events at least one
     * @param moreWaiting true where another poll would give more at once
     */
    record Events(List<WatchEvent> events, boolean moreWaiting) implements Poll {}

    /**
     * Nothing is waiting: everything of the range up to and including the revision has been
     * delivered (KVWATCH-01). For a cursor that begins in the future it is the revision it began
     * behind, until the store has reached that.
     */
    record Idle(Revision deliveredUpTo) implements Poll {}

    /** Compaction overtook the cursor; it is at its end (KVWATCH-11). */
    record Compacted(Revision compactRevision) implements Poll {}

    /** The store has stopped. */
    record Stopped() implements Poll {}
  }

  @Override
  void close();
}
