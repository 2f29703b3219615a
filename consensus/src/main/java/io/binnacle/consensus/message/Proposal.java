package io.binnacle.consensus.message;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.ProposalId;

/** Something that wants to get into the log. */
public record Proposal(ProposalId id, Bytes command, Kind kind) {
  /** An ordinary command. */
  public Proposal(ProposalId id, Bytes command) {
    this(id, command, Kind.COMMAND);
  }

  /** What it is. The order is part of the wire format. */
  public enum Kind {
    /** A command for the state machine. */
    COMMAND,
    /**
     * A command for the state machine that frees room, as a delete or a compaction does: a full
     * disk does not refuse it (design D3).
     */
    RELIEF,
    /** A {@link io.binnacle.consensus.membership.MembershipChange} in its binary form. */
    MEMBERSHIP
  }
}
