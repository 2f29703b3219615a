package io.binnacle.store.watch;

import io.binnacle.store.Revision;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.mvcc.EventSequence;
import io.binnacle.store.mvcc.StateRoot;
import io.binnacle.store.watch.PostingList.EndedLineage;
import io.binnacle.store.watch.WatchedRange.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in the events, with a range. Everything of the range up to {@code delivered} was handed
 * out; {@code position} is the first event that may be new.
 *
 * <p>Armed (it was polled empty, and the next event of its range wakes it) and disarmed (its owner
 * knows that it has to poll) are its only states.
 */
final class RangeCursor implements WatchCursor {
  private final WatchHub hub;
  private final WatchedRange watched;
  private final Runnable wakeUp;
  private long lineage;
  private long position;
  private long delivered;
  private volatile boolean armed = true;
  private volatile boolean polled;
  private volatile boolean closed;

  RangeCursor(WatchHub hub, WatchedRange watched, Runnable wakeUp, StateRoot root, Revision after) {
    this.hub = hub;
    this.watched = watched;
    this.wakeUp = wakeUp;
    this.lineage = root.lineage();
    this.delivered = after.number();
    this.position = root.events().firstAfter(delivered);
  }

  WatchedRange watched() {
    return watched;
  }

  Runnable wakeUp() {
    return wakeUp;
  }

  /**
   * @return whether the caller has to wake it
   */
  boolean disarm() {
    boolean wasArmed = armed;
    armed = false;
    return wasArmed;
  }

  /** As {@link #disarm}, where its owner has not looked by itself yet. */
  boolean disarmIfNew() {
    return !polled && disarm();
  }

  @Override
  public Poll poll(int eventsMax) {
    polled = true;
    if (closed || hub.isStopped()) {
      return new Poll.Stopped();
    }
    StateRoot root = hub.root();
    Poll poll = look(root, Math.max(1, eventsMax));
    if (!(poll instanceof Poll.Idle)) {
      return poll;
    }
    // Armed before the second look: an event that came in between is seen now or wakes us.
    armed = true;
    StateRoot newer = hub.root();
    if (newer.lineage() != root.lineage() || !newer.revision().equals(root.revision())) {
      poll = look(newer, Math.max(1, eventsMax));
      armed = poll instanceof Poll.Idle;
    }
    return hub.isStopped() ? new Poll.Stopped() : poll;
  }

  private Poll look(StateRoot seen, int eventsMax) {
    StateRoot root = seen;
    PostingList postings = watched.postings();
    if (postings.lineage() != root.lineage()) {
      // The state was replaced between the two reads.
      WatchHub.Pair pair = hub.consistent(watched);
      root = pair.root();
      postings = pair.postings();
    }
    if (root.lineage() != lineage && !moveTo(root, postings)) {
      return new Poll.Compacted(root.compactRevision());
    }
    if (isOvertaken(root, postings)) {
      return new Poll.Compacted(hub.root().compactRevision());
    }
    Slice slice = slice(root, postings, eventsMax);
    position = slice.next();
    if (slice.events().isEmpty()) {
      delivered = Math.max(delivered, root.revision().number());
      return new Poll.Idle(new Revision(delivered));
    }
    delivered =
        slice.moreWaiting()
            ? slice.events().getLast().revision().number()
            : root.revision().number();
    return new Poll.Events(slice.events(), slice.moreWaiting());
  }

  /**
   * An event that this cursor did not get is no longer retained (KVWATCH-11). The list may be newer
   * than the root: what it has dropped was compacted by a root that is shown by now.
   */
  private boolean isOvertaken(StateRoot root, PostingList postings) {
    long firstRetained = root.events().first();
    boolean missing = postings.lostThrough() >= position;
    if (position < firstRetained) {
      int next = postings.firstAtLeast(position);
      missing |=
          position < postings.trackedFrom()
              || (next < postings.to() && postings.get(next) < firstRetained);
    }
    return missing && delivered + 1 < hub.root().compactRevision().number();
  }

  /**
   * Finds the place again after the whole state was replaced (KVWATCH-05).
   *
   * @return false where events in between are no longer retained
   */
  private boolean moveTo(StateRoot root, PostingList postings) {
    EndedLineage before = postings.before();
    if (before != null
        && before.lineage() == lineage
        && position >= before.trackedFrom()
        && position > before.lastListed()) {
      // It had everything of its range, though nobody polled it since.
      delivered = Math.max(delivered, before.revision());
    }
    if (delivered + 1 < root.compactRevision().number()) {
      return false;
    }
    lineage = root.lineage();
    position = root.events().firstAfter(delivered);
    return true;
  }

  private Slice slice(StateRoot root, PostingList postings, int eventsMax) {
    long end = root.events().end();
    Slice last = watched.lastSlice();
    if (last != null
        && last.answers(lineage, position, eventsMax, end)
        && (last.events().isEmpty() || last.events().getFirst().revision().number() > delivered)) {
      return last;
    }
    Reading reading = new Reading(root.events(), eventsMax);
    Slice slice = reading.read(postings);
    if (!reading.skipped) {
      watched.remember(slice);
    }
    return slice;
  }

  /** Collects the events of one poll. */
  private final class Reading {
    private final EventSequence events;
    private final int eventsMax;
    private final List<WatchEvent> found = new ArrayList<>();
    private long next;

    /** Events before a start in the future were left out: the answer is for this cursor only. */
    private boolean skipped;

    Reading(EventSequence events, int eventsMax) {
      this.events = events;
      this.eventsMax = eventsMax;
      this.next = Math.max(position, events.first());
    }

    Slice read(PostingList postings) {
      boolean full = searchUntil(Math.min(postings.trackedFrom(), events.end()));
      if (!full) {
        full = listFrom(postings);
      }
      next = full ? next : Math.max(position, events.end());
      return new Slice(lineage, position, eventsMax, events.end(), List.copyOf(found), next, full);
    }

    /** Looks at every event, from before the range was watched. */
    private boolean searchUntil(long limit) {
      while (next < limit) {
        WatchEvent event = events.get(next);
        if (watched.range().contains(event.key()) && !take(event)) {
          return true;
        }
        next++;
      }
      return false;
    }

    private boolean listFrom(PostingList postings) {
      for (int i = postings.firstAtLeast(next); i < postings.to(); i++) {
        next = postings.get(i);
        if (next >= events.end()) {
          return false;
        }
        if (!take(events.get(next))) {
          return true;
        }
      }
      return false;
    }

    /**
     * @return false where the poll is full and the event has to wait: events of one revision stay
     *     together
     */
    private boolean take(WatchEvent event) {
      if (event.revision().number() <= delivered) {
        skipped = true;
        return true;
      }
      boolean full = found.size() >= eventsMax;
      if (full && !found.getLast().revision().equals(event.revision())) {
        return false;
      }
      found.add(event);
      return true;
    }
  }

  @Override
  public void close() {
    closed = true;
    hub.close(this);
  }
}
