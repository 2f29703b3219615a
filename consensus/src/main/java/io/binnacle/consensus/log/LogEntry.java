package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;

/**
 * One entry of the replicated log.
 *
 * @param proposal who proposed it; {@link ProposalId#NONE} unless somebody did
 * @param payload empty for {@link Kind#NO_OP}
 */
public record LogEntry(LogPosition position, Kind kind, ProposalId proposal, Bytes payload) {
  /**
   * What an entry costs in memory and on the wire beside its payload, rounded up: so that a flood
   * of empty commands is bounded too.
   */
  public static final int OVERHEAD_BYTES = 64;

  public LogEntry {
    Invariant.check(
        position.index() > 0 && position.term() > 0,
        "entry at %d of term %d",
        position.index(),
        position.term());
  }

  public static LogEntry noOp(LogPosition position) {
    return new LogEntry(position, Kind.NO_OP, ProposalId.NONE, Bytes.empty());
  }

  public static LogEntry command(LogPosition position, ProposalId proposal, Bytes payload) {
    return new LogEntry(position, Kind.COMMAND, proposal, payload);
  }

  public static LogEntry membership(LogPosition position, ProposalId proposal, Bytes form) {
    return new LogEntry(position, Kind.MEMBERSHIP, proposal, form);
  }

  public long index() {
    return position.index();
  }

  public long term() {
    return position.term();
  }

  /** What it counts against limits. */
  public int sizeInBytes() {
    return OVERHEAD_BYTES + payload.length();
  }

  /** What an entry means. The order is part of the formats on disk and on the wire. */
  public enum Kind {
    /** For the state machine. */
    COMMAND,
    /** A new leader's first entry (RAFT-13): changes nothing. */
    NO_OP,
    /** A {@link io.binnacle.consensus.membership.Membership}, in force once applied (RAFT-53). */
    MEMBERSHIP
  }
}
