package io.binnacle.consensus;

import org.jspecify.annotations.Nullable;

/** What became of a wish to hand leadership over. */
public sealed interface TransferOutcome {
  /** Another member leads now: the one that was named, unless an election came between. */
  record Transferred(long leaderId, long term) implements TransferOutcome {}

  /**
   * Only the leader can hand over.
   *
   * @param leaderId whom to ask; null while no leader is known
   */
  record NotLeader(@Nullable Long leaderId) implements TransferOutcome {}

  /** The target is no voter, or the leader itself. */
  record BadTarget(String why) implements TransferOutcome {}

  /** An election timeout went by; this member still leads and takes proposals again (RAFT-63). */
  record Aborted(String why) implements TransferOutcome {}
}
