package io.binnacle.consensus.driver;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A proposal without an outcome. Whoever takes it out of {@link PendingProposals} owns it; until
 * then its fields are the driver's.
 */
final class PendingProposal<R> {
  final CompletableFuture<ProposalOutcome<R>> outcome = new CompletableFuture<>();
  final int commandBytes;
  final long deadlineNanos;
  final long leaderDeadlineNanos;

  /** Null once there is an outcome, so that nothing long-lived keeps the bytes. */
  volatile @Nullable Bytes command;

  /** Of the newest attempt; 0 while no attempt can be in anybody's log. */
  volatile long sequence;

  /** In which the newest attempt was appended or forwarded. */
  volatile long term;

  PendingProposal(Bytes command, long nowNanos, long timeoutNanos, long leaderWaitNanos) {
    this.command = command;
    this.commandBytes = command.length();
    this.deadlineNanos = nowNanos + timeoutNanos;
    this.leaderDeadlineNanos = nowNanos + leaderWaitNanos;
  }
}
