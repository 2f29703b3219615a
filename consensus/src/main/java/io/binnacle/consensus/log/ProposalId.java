package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Invariant;

/**
 * Names a proposal for as long as it exists: the member that took it from a client, and that
 * member's own counter. The counter never repeats, not even after a restart (it starts above every
 * value the member may have used before), because an entry of an earlier life may still be applied
 * and must not be taken for the answer to a new proposal. Ids are given to the core in ascending
 * order, and a command that is proposed again after it was refused gets a new one: the leader drops
 * a forwarded proposal with an id that is not above the last one it took from that member (a
 * doubled or overtaken message).
 */
public record ProposalId(long memberId, long sequence) {
  /** Of entries nobody proposed. */
  public static final ProposalId NONE = new ProposalId(0, 0);

  public ProposalId {
    Invariant.check(sequence >= 0, "proposal %d of member %d", sequence, memberId);
  }
}
