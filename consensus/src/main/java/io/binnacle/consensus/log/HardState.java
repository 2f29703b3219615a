package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Invariant;

/**
 * What a member must never forget (RAFT-01), and one thing it may.
 *
 * @param votedFor the member that got the vote of this term, or {@link #NOBODY}
 * @param commitIndex a hint: what was known to be committed when this was written. It is never
 *     worth a sync of its own (RAFT-39); after a restart it lets a member apply without a leader.
 */
public record HardState(long term, long votedFor, long commitIndex) {
  /** No member has this id. */
  public static final long NOBODY = 0;

  public static final HardState INITIAL = new HardState(0, NOBODY, 0);

  public HardState {
    Invariant.check(term >= 0 && commitIndex >= 0, "term %d, commit %d", term, commitIndex);
  }
}
