package io.binnacle.consensus.read;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads that wait for a leader to be confirmed. One round of heartbeats is under way at a time and
 * serves all reads that were there when it began; later ones join the next (RAFT-49). Bounded by
 * the caller, who asks for {@link #size()}.
 */
public final class ReadIndexQueue {
  /**
   * A read.
   *
   * @param origin the member that asked
   * @param requestId that member's name for it
   */
  public record Read(long origin, long requestId, long sinceTick) {}

  private List<Read> waiting = new ArrayList<>();
  private List<Read> inRound = new ArrayList<>();
  private long newestContext;
  private long roundContext;
  private long roundIndex;

  public int size() {
    return waiting.size() + inRound.size();
  }

  public void add(Read read) {
    waiting.add(read);
  }

  public boolean isRoundDue() {
    return inRound.isEmpty() && !waiting.isEmpty();
  }

  /**
   * Begins a round for all waiting reads.
   *
   * @param commitIndex what they will have to see
   * @return the round's context, larger than all before
   */
  public long beginRound(long commitIndex) {
    Invariant.check(isRoundDue(), "a round of %d reads with %d before it", size(), inRound.size());
    inRound = waiting;
    waiting = new ArrayList<>();
    newestContext++;
    roundContext = newestContext;
    roundIndex = commitIndex;
    return roundContext;
  }

  /** The newest context; 0 before the first. Who answers it has heard of all rounds up to it. */
  public long context() {
    return newestContext;
  }

  /** A context that no message has carried yet, without a round of reads. */
  public long nextContext() {
    newestContext++;
    return newestContext;
  }

  public long roundIndex() {
    return roundIndex;
  }

  /** The reads of the round under way, if a quorum has confirmed its context (RAFT-47). */
  public List<Read> confirm(long confirmedContext) {
    if (inRound.isEmpty() || confirmedContext < roundContext) {
      return List.of();
    }
    List<Read> confirmed = inRound;
    inRound = new ArrayList<>();
    return confirmed;
  }

  /** Takes out the reads that came before this tick. */
  public List<Read> expire(long beforeTick) {
    List<Read> expired = new ArrayList<>();
    take(waiting, beforeTick, expired);
    take(inRound, beforeTick, expired);
    return expired;
  }

  /** Takes out all. */
  public List<Read> drain() {
    return expire(Long.MAX_VALUE);
  }

  private static void take(List<Read> from, long beforeTick, List<Read> to) {
    from.removeIf(read -> read.sinceTick() < beforeTick && to.add(read));
  }
}
