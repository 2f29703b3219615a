package io.binnacle.store.replicated;

import io.binnacle.store.Revision;

/**
 * When a member proposes a comparison of states: the leader once in an interval, if something was
 * written meanwhile; and whoever has started, or was given another state, soon after that, whatever
 * was written (CLUS-28: etcd's check at the start, and the periodic one).
 */
final class ComparisonSchedule {
  private static final long FIRST_NANOS_MAX = 10_000_000_000L;

  /** While a comparison is due and cannot begin, it is looked this often in an interval. */
  private static final int LOOKS_PER_INTERVAL = 20;

  private final long intervalNanos;
  private final long firstNanos;
  private Revision lastCompared = Revision.NONE;
  private long nextNanos;

  /** Since when this member has a state that was not compared. */
  private long sinceNanos;

  /** Whether it has one. */
  private boolean isFirst;

  /**
   * @param intervalNanos 0 for never
   */
  ComparisonSchedule(long intervalNanos) {
    this.intervalNanos = intervalNanos;
    this.firstNanos = Math.min(FIRST_NANOS_MAX, intervalNanos);
  }

  boolean isNever() {
    return intervalNanos == 0;
  }

  /** The member has started, or its state is another one. */
  void begin(long nowNanos) {
    isFirst = true;
    sinceNanos = nowNanos;
    nextNanos = nowNanos + firstNanos;
  }

  /** A comparison was applied, at this revision. */
  void compared(Revision revision, long nowNanos) {
    isFirst = false;
    lastCompared = revision;
    nextNanos = nowNanos + intervalNanos;
  }

  /** Until it is to be looked whether one can begin; not positive when that is now. */
  long waitNanos(long nowNanos) {
    return nextNanos - nowNanos;
  }

  /** Where several members have started, the leader is the first to ask, and it asks for all. */
  boolean isWanted(boolean leads, Revision newest, long nowNanos) {
    return isFirst
        ? leads || nowNanos - sinceNanos >= 2 * firstNanos
        : leads && !newest.equals(lastCompared);
  }

  /**
   * It was looked, and perhaps proposed.
   *
   * @return until the next look
   */
  long looked(boolean proposed, long nowNanos) {
    long pauseNanos = proposed ? intervalNanos : intervalNanos / LOOKS_PER_INTERVAL + 1;
    if (isFirst) {
      // What was proposed may have been refused; it is over once it was applied.
      pauseNanos = Math.min(pauseNanos, firstNanos);
    }
    nextNanos = nowNanos + pauseNanos;
    return pauseNanos;
  }
}
