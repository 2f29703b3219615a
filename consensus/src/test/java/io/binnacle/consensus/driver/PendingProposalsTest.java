package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.driver.PendingProposals.Attempt;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.metrics.MemberCounters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RAFT-34: of a proposal that is tried again, each attempt is taken out by itself, once. */
class PendingProposalsTest {
  private static final ConsensusConfig CONFIG =
      ConsensusConfig.of(ConsensusConfig.Group.single("alone"), 7);

  private final PendingProposals<String> proposals =
      new PendingProposals<>(CONFIG, new MemberCounters());

  private PendingProposal<String> proposed(long sequence, long term) {
    PendingProposal<String> proposal =
        new PendingProposal<>(
            Bytes.wrap(new byte[1]), Proposal.Kind.COMMAND, 0, CONFIG.admission());
    attempt(proposal, sequence, term);
    return proposal;
  }

  private void attempt(PendingProposal<String> proposal, long sequence, long term) {
    proposals.attempt(proposal, Bytes.wrap(new byte[1]), sequence, term);
  }

  /** The second one is in the same place of the ring as the first, or in another one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1L << 30})
  void whoSawAnEarlierAttemptDoesNotTakeTheNext(long distance) {
    PendingProposal<String> proposal = proposed(5, 1);
    Attempt<String> seen = proposal.attempt;
    assertThat(proposals.take(5)).isSameAs(proposal);
    attempt(proposal, 5 + distance, 2);

    assertThat(proposals.takeIfStillThere(seen)).isFalse();
    assertThat(proposals.take(5)).isNull();
    assertThat(proposals.takeOlderThan(2)).isEmpty();
    assertThat(proposals.take(5 + distance)).isSameAs(proposal);
    assertThat(proposals.take(5 + distance)).isNull();
  }

  @Test
  void thoseOfEarlierTermsAreTakenOldestFirst() {
    PendingProposal<String> late = proposed(9, 2);
    PendingProposal<String> early = proposed(3, 1);
    PendingProposal<String> sharesItsPlace = proposed(3 + (1L << 30), 2);
    PendingProposal<String> ofThisTerm = proposed(10, 3);

    assertThat(proposals.takeOlderThan(3)).containsExactly(early, late, sharesItsPlace);
    assertThat(proposals.takeAll()).containsExactly(ofThisTerm);
  }

  @Test
  void aChangeThatTheGroupHasEnteredIsNotProposedAgainAndEndsWithTheRest() {
    PendingProposal<String> change = proposed(4, 1);
    assertThat(proposals.entered(4)).isSameAs(change.attempt);

    assertThat(proposals.takeOlderThan(Long.MAX_VALUE)).isEmpty();
    assertThat(proposals.overdue(1, Long.MAX_VALUE / 2, 1_000)).isEmpty();
    assertThat(proposals.takeAll()).containsExactly(change);
  }
}
