package io.binnacle.consensus.driver;

import io.binnacle.consensus.ProposalOutcome.RefusalReason;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DurableCounter;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What mutants of the driver put in the place of what is right; here for what is not public. */
public final class DriverPatches {
  /** More often no member is started in a run. */
  private static final int LIVES_MAX = 100;

  /** As in Recovery: a sequence is the number of the life, and that of the proposal in it. */
  private static final int LIFE_SHIFT = 40;

  private DriverPatches() {}

  /** For proposals that may still be applied. */
  static <R> void refuse(PendingProposals<R> proposals, PendingProposal<R> proposal, String why) {
    proposals.refuse(proposal, RefusalReason.NO_LEADER, why);
  }

  /** For the proposals that are proposed again: also those that are still on their way. */
  static <R> List<PendingProposal<R>> takeAll(PendingProposals<R> proposals, long term) {
    return proposals.takeOlderThan(term + 1);
  }

  /**
   * For the number of a member's lives: each is the first. Its file is written as ever, so that
   * nothing but the promise that rests on the number can be broken.
   */
  static long startsAtOne(Disk disk, String path) throws IOException {
    DurableCounter.increment(disk, path);
    return 1;
  }

  /** For the proposal that an applied entry is of: also one of another life of this member. */
  static <R> @Nullable PendingProposal<R> takeOfAnyLife(
      PendingProposals<R> proposals, long sequence) {
    PendingProposal<R> taken = proposals.take(sequence);
    for (long life = 1; taken == null && life <= LIVES_MAX; life++) {
      taken = proposals.take((life << LIFE_SHIFT) | (sequence & ((1L << LIFE_SHIFT) - 1)));
    }
    return taken;
  }
}
