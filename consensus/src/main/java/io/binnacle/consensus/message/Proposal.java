package io.binnacle.consensus.message;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.ProposalId;

/**
 * Something that wants to get into the log.
 *
 * @param version of the state machine's commands that it takes to carry it out
 */
public record Proposal(ProposalId id, Bytes command, Kind kind, int version) {
  public Proposal {
    Invariant.check(version >= LogEntry.FIRST_COMMAND_VERSION, "a command of version %d", version);
  }

  /** One that every program can carry out. */
  public Proposal(ProposalId id, Bytes command, Kind kind) {
    this(id, command, kind, LogEntry.FIRST_COMMAND_VERSION);
  }

  /** An ordinary command that every program can carry out. */
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
