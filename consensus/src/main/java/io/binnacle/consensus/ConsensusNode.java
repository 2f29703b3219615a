package io.binnacle.consensus;

import io.binnacle.consensus.base.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * One member of a consensus group. Safe for use by any thread.
 *
 * @param <R> what the state machine answers to a command
 */
public interface ConsensusNode<R> extends AutoCloseable {
  /**
   * Proposes a command, on the leader or through it.
   *
   * @return never completes exceptionally; completes exactly once, with {@link
   *     ProposalOutcome.Applied} only after this member has applied the command (RAFT-45), at the
   *     latest when the proposal's deadline has passed
   */
  CompletableFuture<ProposalOutcome<R>> propose(Bytes command);

  /**
   * As {@link #propose(Bytes)}, for a command that only state machines of this version and later
   * can apply. It is refused as {@link ProposalOutcome.RefusalReason#NOT_UNDERSTOOD} while the
   * group has a member that could not, or may have (design D16).
   *
   * @param version see {@link StateMachine#commandVersion()}
   */
  CompletableFuture<ProposalOutcome<R>> propose(Bytes command, int version);

  /**
   * As {@link #propose(Bytes)}, for a command that frees room (a delete, a compaction): it is not
   * refused because a disk is full.
   */
  CompletableFuture<ProposalOutcome<R>> proposeRelief(Bytes command);

  /**
   * A linearizable read barrier (Raft thesis section 6.4, RAFT-46 to RAFT-49): completes once this
   * member has applied everything that was committed when the call was made. Concurrent calls share
   * rounds.
   *
   * @return never completes exceptionally
   */
  CompletableFuture<ReadOutcome> readBarrier();

  /** Who belongs to the group, and who leads it. */
  GroupAdministration group();

  /** What this member knows of itself and the group; never blocks. */
  MemberStatus status();

  /**
   * Completes, with the reason, when the member has stopped: normally after {@link #close()}, or by
   * a fault of its own.
   */
  CompletableFuture<StopReason> stopped();

  /**
   * Stops the member's threads, closes its files and sockets, and completes what is pending as
   * undecided or refused.
   */
  @Override
  void close();

  /** Why a member stopped. */
  sealed interface StopReason {
    /** {@link ConsensusNode#close()} was called. */
    record Closed() implements StopReason {}

    /** A write, a sync or an invariant failed: nothing after it was acknowledged (WAL-09). */
    record Failed(String why) implements StopReason {}

    /** The group has removed this member: under this id it never comes back (RAFT-18). */
    record Removed() implements StopReason {}
  }
}
