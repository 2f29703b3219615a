package io.binnacle.consensus;

import io.binnacle.consensus.log.LogPosition;

/**
 * What became of a proposal; each ends in exactly one of these.
 *
 * @param <R> what the state machine answers to a command
 */
public sealed interface ProposalOutcome<R> {
  /** Committed, and applied by the member that was asked. */
  record Applied<R>(LogPosition position, R result) implements ProposalOutcome<R> {}

  /** It has not been and never will be applied. */
  record Refused<R>(RefusalReason reason, String why) implements ProposalOutcome<R> {}

  /** It may still be applied, or not: nobody may report it as failed (KV-13). */
  record Undecided<R>(String why) implements ProposalOutcome<R> {}

  /** Why a proposal was refused before it could reach the log. */
  enum RefusalReason {
    /** No leader is known; another try may succeed. */
    NO_LEADER,
    /** Too many proposals or too many bytes are waiting. */
    OVERLOADED,
    /** The command is larger than the group takes. */
    TOO_LARGE,
    /** The disk has no room for another segment (design D3). */
    DISK_FULL,
    /**
     * A member of the group, or one that was not heard yet, could not read it: once all are
     * upgraded it is taken.
     */
    NOT_UNDERSTOOD,
    /** The member is closing or has stopped. */
    STOPPED
  }
}
