package io.binnacle.consensus.progress;

import io.binnacle.consensus.base.Invariant;

/**
 * One follower, as its leader sees it.
 *
 * <pre>
 * state          sends                               leaves it
 * PROBING        one append, then waits              accepted -> REPLICATING; out of reach -> SNAPSHOTTING
 * REPLICATING    as many as the window takes         rejected or lost -> PROBING; out of reach -> SNAPSHOTTING
 * SNAPSHOTTING   nothing                             transfer ended, or the logs meet again -> PROBING
 * </pre>
 */
public final class FollowerProgress {
  /** How entries get to the follower. */
  public enum State {
    PROBING,
    REPLICATING,
    SNAPSHOTTING
  }

  private final InflightWindow window;
  private State state = State.PROBING;
  private long matchIndex;
  private long nextIndex;
  private boolean probeUnanswered;
  private boolean active = true;
  private boolean answeredSinceHeartbeat;
  private long announcedCommitIndex;
  private long confirmedReadContext;
  private boolean catchesUpBySnapshot;
  private long catchesUpSinceTick;
  private long heardTick;

  public FollowerProgress(long nextIndex, int appendsMax, long bytesMax, long nowTick) {
    this.nextIndex = nextIndex;
    this.heardTick = nowTick;
    this.window = new InflightWindow(appendsMax, bytesMax);
  }

  public State state() {
    return state;
  }

  /** Appends that are not answered yet. */
  public int inFlight() {
    return window.appends();
  }

  public long matchIndex() {
    return matchIndex;
  }

  public long nextIndex() {
    return nextIndex;
  }

  public long confirmedReadContext() {
    return confirmedReadContext;
  }

  public boolean maySend() {
    return switch (state) {
      case PROBING -> !probeUnanswered;
      case REPLICATING -> !window.isFull();
      case SNAPSHOTTING -> false;
    };
  }

  /** An append with entries up to this index, or an empty one, is on its way. */
  public void sent(long lastIndex, long bytes, long commitIndex) {
    announcedCommitIndex = Math.max(announcedCommitIndex, Math.min(commitIndex, lastIndex));
    if (state == State.REPLICATING && lastIndex >= nextIndex) {
      window.add(lastIndex, bytes);
      nextIndex = lastIndex + 1;
    } else if (state == State.PROBING) {
      probeUnanswered = true;
    }
  }

  /** The follower's log matches up to here. */
  public void accepted(long index, long logBaseIndex) {
    active = true;
    answeredSinceHeartbeat = true;
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    window.acknowledge(index);
    if (state == State.PROBING || (state == State.SNAPSHOTTING && matchIndex >= logBaseIndex)) {
      state = State.REPLICATING;
      nextIndex = matchIndex + 1;
      window.clear();
      probeUnanswered = false;
    }
  }

  /**
   * The follower does not have the entry before those that were sent.
   *
   * @param nextGuess behind the largest index that may match
   * @return whether this is news and the next probe may go out (RAFT-27)
   */
  public boolean rejected(long rejectedIndex, long nextGuess) {
    active = true;
    answeredSinceHeartbeat = true;
    boolean stale =
        switch (state) {
          case REPLICATING -> rejectedIndex <= matchIndex;
          case PROBING -> rejectedIndex != nextIndex - 1;
          case SNAPSHOTTING -> true;
        };
    if (stale) {
      return false;
    }
    probeFrom(Math.max(matchIndex + 1, Math.min(rejectedIndex, nextGuess)));
    return true;
  }

  /** Messages to it may have been lost. */
  public void lost() {
    if (state == State.REPLICATING) {
      probeFrom(matchIndex + 1);
    }
  }

  public void snapshotStarted(long tick) {
    state = State.SNAPSHOTTING;
    catchesUpBySnapshot = true;
    catchesUpSinceTick = tick;
    window.clear();
  }

  /**
   * @param snapshotIndex that it now has; 0 where it was not delivered
   */
  public void snapshotEnded(long snapshotIndex, long tick) {
    if (state == State.SNAPSHOTTING) {
      catchesUpBySnapshot = snapshotIndex > 0;
      catchesUpSinceTick = tick;
      probeFrom(Math.max(matchIndex, snapshotIndex) + 1);
      // Whether it was delivered or not, the next word is the follower's: an append reply once the
      // snapshot is in force, or a heartbeat's.
      probeUnanswered = true;
    }
  }

  /** It needs a snapshot, but does not answer. */
  public void waitForHeartbeat() {
    probeFrom(Math.max(nextIndex, matchIndex + 1));
    probeUnanswered = true;
  }

  /** The log ends here: who has all of it is done with catching up. */
  public void caughtUpIfAt(long lastIndex) {
    catchesUpBySnapshot &= matchIndex < lastIndex;
  }

  /**
   * Whether the entries up to this index are for it (RAFT-69): a snapshot that was begun, or
   * delivered, less than so many ticks ago is of use only with the entries behind it.
   */
  public boolean catchesUpThrough(long index, long ticksMax, long nowTick) {
    return catchesUpBySnapshot && matchIndex < index && nowTick - catchesUpSinceTick < ticksMax;
  }

  public void heartbeatSent() {
    answeredSinceHeartbeat = false;
  }

  /**
   * @return whether entries seem to have got stuck, so that an append should go out now even if the
   *     window is full or nothing is new (RAFT-28, RAFT-29)
   */
  public boolean heartbeatAnswered(long readContext, long lastIndex) {
    active = true;
    confirmedReadContext = Math.max(confirmedReadContext, readContext);
    return switch (state) {
      case PROBING -> {
        probeUnanswered = false;
        yield true;
      }
      case REPLICATING -> matchIndex < lastIndex && !answeredSinceHeartbeat;
      case SNAPSHOTTING -> false;
    };
  }

  public void heard(long tick) {
    active = true;
    heardTick = tick;
  }

  /** Whether it said anything within this time. */
  public boolean isHeard(long ticks, long nowTick) {
    return nowTick - heardTick < ticks;
  }

  public boolean isActive() {
    return active;
  }

  /** Starts the next period of check-quorum (RAFT-08). */
  public boolean endActivePeriod() {
    boolean was = active;
    active = false;
    return was;
  }

  /** How far the follower may be told that entries are committed; 0 if it knows already. */
  public long commitToAnnounce(long commitIndex) {
    long announceable = Math.min(commitIndex, matchIndex);
    if (announceable <= announcedCommitIndex) {
      return 0;
    }
    announcedCommitIndex = announceable;
    return announceable;
  }

  private void probeFrom(long next) {
    Invariant.check(next > matchIndex, "probe at %d, but %d match", next, matchIndex);
    state = State.PROBING;
    nextIndex = next;
    probeUnanswered = false;
    announcedCommitIndex = Math.min(announcedCommitIndex, matchIndex);
    window.clear();
  }
}
