package io.binnacle.store.watch;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.mvcc.EventSequence;
import io.binnacle.store.mvcc.StateRoot;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watchers of one replica. The lock guards who watches what and who is due; it is held while a
 * batch is published, never while a wake-up runs. Cursors poll without it.
 *
 * <p>The order of {@link #publish} is what the cursors rely on: the numbers of the new events are
 * listed first, then the root is shown, then compacted numbers are dropped.
 */
public final class WatchHub {
  private static final Logger LOGGER = LoggerFactory.getLogger(WatchHub.class);

  private final Object lock = new Object();
  private final RangeIndex index = new RangeIndex();
  private final int watchersMax;
  private final Runnable wakingDue;
  private List<WatchedRange> due = new ArrayList<>();

  /** New cursors that begin in the past: at most as many as there are watchers. */
  private List<RangeCursor> behind = new ArrayList<>();

  private volatile StateRoot root;
  private volatile long watchers;
  private volatile boolean stopped;

  /**
   * @param wakingDue tells the thread that calls {@link #wakeWatchers} to do so soon
   */
  public WatchHub(StateRoot root, int watchersMax, Runnable wakingDue) {
    this.root = root;
    this.watchersMax = watchersMax;
    this.wakingDue = wakingDue;
  }

  /** What a cursor has to see together. */
  record Pair(StateRoot root, PostingList postings) {}

  /** The newest published root. */
  public StateRoot root() {
    return root;
  }

  public long watchers() {
    return watchers;
  }

  boolean isStopped() {
    return stopped;
  }

  Pair consistent(WatchedRange watched) {
    synchronized (lock) {
      return new Pair(root, watched.postings());
    }
  }

  public WatchOutcome open(KeyRange range, Revision after, Runnable wakeUp) {
    boolean eventsMayWait;
    WatchCursor opened;
    synchronized (lock) {
      StateRoot now = root;
      if (after.number() + 1 < now.compactRevision().number()) {
        return new WatchOutcome.Compacted(now.compactRevision());
      }
      if (watchers >= watchersMax) {
        return new WatchOutcome.TooMany("more than " + watchersMax + " watchers");
      }
      WatchedRange watched = index.find(range);
      if (watched == null) {
        PostingList postings = PostingList.startingAt(now.lineage(), now.events().end(), null);
        watched = new WatchedRange(range, postings);
        index.add(watched);
      }
      RangeCursor cursor = new RangeCursor(this, watched, wakeUp, now, after);
      watched.add(cursor);
      watchers = watchers + 1;
      eventsMayWait = after.compareTo(now.revision()) < 0;
      if (eventsMayWait) {
        behind.add(cursor);
      }
      opened = cursor;
    }
    if (eventsMayWait) {
      wakingDue.run();
    }
    return new WatchOutcome.Opened(opened);
  }

  void close(RangeCursor cursor) {
    synchronized (lock) {
      WatchedRange watched = cursor.watched();
      if (!watched.remove(cursor)) {
        return;
      }
      behind.remove(cursor);
      watchers = watchers - 1;
      if (watched.cursors().isEmpty()) {
        index.remove(watched);
      }
    }
  }

  /** Shows a newer root. Called by the applying thread only. */
  public void publish(StateRoot newer) {
    boolean anyDue;
    synchronized (lock) {
      StateRoot older = root;
      if (newer.lineage() == older.lineage()) {
        listEvents(older.events().end(), newer.events());
        root = newer;
        dropCompacted(older.events().first(), newer.events().first());
      } else {
        startLineage(older, newer);
        root = newer;
      }
      anyDue = !due.isEmpty();
    }
    if (anyDue) {
      wakingDue.run();
    }
  }

  private void listEvents(long from, EventSequence events) {
    // An event that came and was compacted between two roots would be missed without a trace.
    Invariant.check(
        events.first() <= from,
        "events begin at %d, seen were those before %d",
        events.first(),
        from);
    for (long sequence = from; sequence < events.end(); sequence++) {
      long number = sequence;
      index.forEachContaining(
          events.get(sequence).key(),
          watched -> {
            watched.replacePostings(watched.postings().with(number));
            if (watched.becomeDue()) {
              due.add(watched);
            }
          });
    }
  }

  private void dropCompacted(long olderFirst, long newerFirst) {
    if (olderFirst == newerFirst) {
      return;
    }
    for (WatchedRange watched : index.all()) {
      watched.replacePostings(watched.postings().withoutBelow(newerFirst));
      watched.forgetBelow(newerFirst);
    }
  }

  private void startLineage(StateRoot older, StateRoot newer) {
    for (WatchedRange watched : index.all()) {
      PostingList ended = watched.postings();
      watched.replacePostings(
          ended.inLineage(newer.lineage(), newer.events().end(), older.revision().number()));
      if (watched.becomeDue()) {
        due.add(watched);
      }
    }
  }

  /**
   * Wakes the armed cursors of all ranges that have new events.
   *
   * @return how many were woken
   */
  public int wakeWatchers() {
    List<RangeCursor> woken = new ArrayList<>();
    synchronized (lock) {
      List<WatchedRange> ranges = due;
      if (ranges.isEmpty() && behind.isEmpty()) {
        return 0;
      }
      due = new ArrayList<>();
      behind.stream().filter(RangeCursor::disarmIfNew).forEach(woken::add);
      behind = new ArrayList<>();
      for (WatchedRange watched : ranges) {
        watched.noLongerDue();
        watched.cursors().stream().filter(RangeCursor::disarm).forEach(woken::add);
      }
    }
    woken.forEach(WatchHub::wake);
    return woken.size();
  }

  /** Ends all cursors; each is woken to see it. */
  public void stop() {
    List<RangeCursor> woken = new ArrayList<>();
    synchronized (lock) {
      stopped = true;
      for (WatchedRange watched : index.all()) {
        woken.addAll(watched.cursors());
      }
    }
    woken.forEach(WatchHub::wake);
  }

  private static void wake(RangeCursor cursor) {
    try {
      cursor.wakeUp().run();
    } catch (RuntimeException failure) {
      // The owner's fault; others still have to be woken.
      LOGGER.warn("A watcher failed when it was woken", failure);
    }
  }
}
