package io.binnacle.consensus.election;

/**
 * What a member has promised a leader that holds a lease: to vote for nobody, itself included, for
 * a while by its own clock. It forgets its promises when it restarts, so it begins each life as if
 * it had just made one (RAFT-50).
 *
 * <p>The clock is told before each input, and need only run: never back, and never slower or faster
 * than true time by more than the leader allows for.
 */
public final class VotePromise {
  private final long nanosMax;
  private boolean clockKnown;
  private long nowNanos;
  private long untilNanos;

  /**
   * @param nanosMax longer promises are not made; 0 for a member that makes none
   */
  public VotePromise(long nanosMax) {
    this.nanosMax = nanosMax;
  }

  /** What the member's clock says now; any origin. */
  public void clock(long nanos) {
    if (!clockKnown) {
      clockKnown = true;
      nowNanos = nanos;
      promiseAfterStart();
    } else if (nanos - nowNanos > 0) {
      nowNanos = nanos;
    }
  }

  private void promiseAfterStart() {
    untilNanos = nowNanos + nanosMax;
  }

  public long nowNanos() {
    return nowNanos;
  }

  /**
   * A leader asks for it.
   *
   * @return whether it is made
   */
  public boolean make(long nanos) {
    if (nanos <= 0 || nanos > nanosMax || !clockKnown) {
      return false;
    }
    if (nowNanos + nanos - untilNanos > 0) {
      untilNanos = nowNanos + nanos;
    }
    return true;
  }

  /** Whether this member may vote for nobody now, but for whom its leader hands over to. */
  public boolean binds() {
    return nanosMax > 0 && (!clockKnown || untilNanos - nowNanos > 0);
  }
}
