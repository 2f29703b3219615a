package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.message.Proposal;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * How an administrator's wishes get into a running member.
 *
 * @param drainIfStopped called after something was added, so that nothing is left without outcome
 */
record ChangeDoor<R>(
    ConsensusConfig.Admission admission,
    PendingProposals<R> proposals,
    Mailbox<R> mailbox,
    BooleanSupplier isStopping,
    Runnable drainIfStopped)
    implements MemberGroup.Proposer {
  @Override
  public CompletableFuture<MembershipOutcome> propose(byte[] change) {
    PendingProposal<R> proposal =
        new PendingProposal<>(Bytes.wrap(change), Proposal.Kind.MEMBERSHIP, nowNanos(), admission);
    if (isStopping.getAsBoolean() || !proposals.admit(change.length)) {
      proposal.changeOutcome.complete(
          new MembershipOutcome.Refused(
              isStopping.getAsBoolean()
                  ? MembershipOutcome.Reason.STOPPED
                  : MembershipOutcome.Reason.OVERLOADED,
              "the member takes nothing at the moment"));
      return proposal.changeOutcome;
    }
    mailbox.propose(proposal);
    drainIfStopped.run();
    return proposal.changeOutcome;
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  @Override
  public void input(Input input) {
    mailbox.answer(input);
    drainIfStopped.run();
  }
}
