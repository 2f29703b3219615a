package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.message.Proposal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A proposal without an outcome. Whoever takes it out of {@link PendingProposals} owns it; until
 * then its fields are the driver's.
 */
final class PendingProposal<R> {
  final CompletableFuture<ProposalOutcome<R>> outcome = new CompletableFuture<>();
  final Proposal.Kind kind;
  final int commandBytes;
  final long deadlineNanos;
  final long leaderDeadlineNanos;

  /** Null once there is an outcome, so that nothing long-lived keeps the bytes. */
  volatile @Nullable Bytes command;

  /** Of the newest attempt; 0 while no attempt can be in anybody's log. */
  volatile long sequence;

  /** In which the newest attempt was appended or forwarded. */
  volatile long term;

  PendingProposal(
      Bytes command, Proposal.Kind kind, long nowNanos, ConsensusConfig.Admission admission) {
    this.command = command;
    this.kind = kind;
    this.commandBytes = command.length();
    this.deadlineNanos = nowNanos + admission.proposalTimeoutMillis() * 1_000_000L;
    this.leaderDeadlineNanos = nowNanos + admission.leaderWaitMillis() * 1_000_000L;
  }
}
