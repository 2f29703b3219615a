package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import java.nio.ByteBuffer;

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

  /** Of the state machine's commands. */
  public static final int FIRST_COMMAND_VERSION = 1;

  public LogEntry {
    Invariant.check(
        position.index() > 0 && position.term() > 0,
        "entry at %d of term %d",
        position.index(),
        position.term());
    Invariant.check(
        kind != Kind.VERSIONED_COMMAND || payload.length() >= Integer.BYTES,
        "a command without its version");
  }

  public static LogEntry noOp(LogPosition position) {
    return new LogEntry(position, Kind.NO_OP, ProposalId.NONE, Bytes.empty());
  }

  public static LogEntry command(LogPosition position, ProposalId proposal, Bytes payload) {
    return new LogEntry(position, Kind.COMMAND, proposal, payload);
  }

  /**
   * A command of a version of the state machine's commands. One of the first version has no trace
   * of it, so that programs that know no other can read it.
   */
  public static LogEntry command(
      LogPosition position, ProposalId proposal, Bytes command, int version) {
    if (version == FIRST_COMMAND_VERSION) {
      return command(position, proposal, command);
    }
    ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES + command.length());
    payload.putInt(version);
    command.putInto(payload);
    return new LogEntry(position, Kind.VERSIONED_COMMAND, proposal, Bytes.wrap(payload.array()));
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

  /** Whether it is for the state machine. */
  public boolean isCommand() {
    return kind == Kind.COMMAND || kind == Kind.VERSIONED_COMMAND;
  }

  /** For the state machine. */
  public Bytes command() {
    return kind == Kind.VERSIONED_COMMAND
        ? payload.slice(Integer.BYTES, payload.length() - Integer.BYTES)
        : payload;
  }

  /** Which version of its commands the state machine must know to carry it out. */
  public int commandVersion() {
    return kind == Kind.VERSIONED_COMMAND ? payload.asByteBuffer().getInt() : FIRST_COMMAND_VERSION;
  }

  /** What it counts against limits. */
  public int sizeInBytes() {
    return OVERHEAD_BYTES + payload.length();
  }

  /** What an entry means. The order is part of the formats on disk and on the wire. */
  public enum Kind {
    /** For the state machine; of the first version of its commands. */
    COMMAND,
    /** A new leader's first entry (RAFT-13): changes nothing. */
    NO_OP,
    /** A {@link io.binnacle.consensus.membership.Membership}, in force once applied (RAFT-53). */
    MEMBERSHIP,
    /** For the state machine: the version of its commands as a 32-bit number, then the command. */
    VERSIONED_COMMAND
  }
}
