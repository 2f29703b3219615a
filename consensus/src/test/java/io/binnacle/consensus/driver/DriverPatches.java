package io.binnacle.consensus.driver;

import io.binnacle.consensus.ProposalOutcome.RefusalReason;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import java.util.List;

/** What mutants of the driver put in the place of what is right; here for what is not public. */
public final class DriverPatches {
  private DriverPatches() {}

  /** For proposals that may still be applied. */
  static <R> void refuse(PendingProposals<R> proposals, PendingProposal<R> proposal, String why) {
    proposals.refuse(proposal, RefusalReason.NO_LEADER, why);
  }

  /** For the proposals that are proposed again: also those that are still on their way. */
  static <R> List<PendingProposal<R>> takeAll(PendingProposals<R> proposals, long term) {
    return proposals.takeOlderThan(term + 1);
  }
}
