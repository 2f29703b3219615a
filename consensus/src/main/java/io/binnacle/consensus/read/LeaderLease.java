package io.binnacle.consensus.read;

import io.binnacle.consensus.quorum.JointQuorum;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Until when a leader may answer reads without asking anybody (Raft thesis 6.4.1, RAFT-50). Whoever
 * answers a round of heartbeats promises to vote for nobody for a while; so for that time, less
 * what clocks may differ, counted from before the round was sent, nobody else can lead: whoever
 * would, needs a vote of a quorum that meets the one that has promised, in the configuration before
 * or after as well.
 */
public final class LeaderLease {
  private final long self;
  private final long nanos;

  /** When each round was sent, by its context, by this member's clock. */
  private final TreeMap<Long, Long> sentNanos = new TreeMap<>();

  /** Of each member, the newest round for which it has promised. */
  private final Map<Long, Long> promisedContexts = new HashMap<>();

  private boolean givenUp;

  /**
   * @param nanos for how long a quorum's promise counts; 0 for no lease
   */
  public LeaderLease(long self, long nanos) {
    this.self = self;
    this.nanos = nanos;
  }

  public boolean isWanted() {
    return nanos > 0 && !givenUp;
  }

  /** A round is about to be sent. Contexts ascend. */
  public void sending(long context, long nowNanos) {
    while (!sentNanos.isEmpty() && nowNanos - sentNanos.firstEntry().getValue() > nanos) {
      sentNanos.pollFirstEntry();
    }
    sentNanos.put(context, nowNanos);
  }

  public void promised(long member, long context) {
    promisedContexts.merge(member, context, Math::max);
  }

  /** For good: another may be told to campaign, and every promise makes an exception for that. */
  public void giveUp() {
    givenUp = true;
  }

  public boolean holds(JointQuorum quorum, long nowNanos) {
    if (!isWanted()) {
      return false;
    }
    long agreed =
        quorum.agreed(
            member -> member == self ? Long.MAX_VALUE : promisedContexts.getOrDefault(member, 0L));
    if (agreed == Long.MAX_VALUE) {
      return true;
    }
    Long sent = sentNanos.get(agreed);
    return sent != null && nowNanos - sent < nanos;
  }
}
