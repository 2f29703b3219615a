package io.binnacle.store.watch;

import io.binnacle.store.KeyRange;
import io.binnacle.store.WatchEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A range that at least one cursor watches: what its cursors share. Only the hub changes it, under
 * its lock; cursors read the two volatile fields.
 */
final class WatchedRange {
  private final KeyRange range;
  private final Set<RangeCursor> cursors = new LinkedHashSet<>();
  private volatile PostingList postings;

  /** The last answer given, since the cursors of a busy range stand at the same place. */
  private volatile @Nullable Slice lastSlice;

  /** Whether an answer is of use to anybody else. */
  private volatile boolean shared;

  /** Listed among those to be woken. */
  private boolean due;

  /**
   * One answer to a poll.
   *
   * @param from where the poll began
   * @param rootEnd the end of the events it could see
   * @param next where the next poll begins
   */
  record Slice(
      long lineage,
      long from,
      int eventsMax,
      long rootEnd,
      List<WatchEvent> events,
      long next,
      boolean moreWaiting) {

    boolean answers(long wantedLineage, long position, int max, long end) {
      return lineage == wantedLineage
          && from == position
          && eventsMax == max
          && (moreWaiting || rootEnd == end);
    }
  }

  WatchedRange(KeyRange range, PostingList postings) {
    this.range = range;
    this.postings = postings;
  }

  KeyRange range() {
    return range;
  }

  PostingList postings() {
    return postings;
  }

  void replacePostings(PostingList newer) {
    postings = newer;
  }

  @Nullable Slice lastSlice() {
    return lastSlice;
  }

  void remember(Slice slice) {
    if (shared) {
      lastSlice = slice;
    }
  }

  /** Compacted events must not be kept alive by an old answer. */
  void forgetBelow(long sequence) {
    Slice last = lastSlice;
    if (last != null && last.from() < sequence) {
      lastSlice = null;
    }
  }

  Set<RangeCursor> cursors() {
    return cursors;
  }

  void add(RangeCursor cursor) {
    cursors.add(cursor);
    shared = cursors.size() > 1;
  }

  /**
   * @return whether it was there
   */
  boolean remove(RangeCursor cursor) {
    boolean removed = cursors.remove(cursor);
    shared = cursors.size() > 1;
    if (!shared) {
      lastSlice = null;
    }
    return removed;
  }

  /**
   * @return whether it was not due before
   */
  boolean becomeDue() {
    boolean changed = !due;
    due = true;
    return changed;
  }

  void noLongerDue() {
    due = false;
  }
}
