package io.binnacle.consensus.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RAFT-34: nothing is taken twice, and what was not taken is said to be so. */
class ProposalMemoryTest {
  private static PeerMessage.Propose message(long... sequences) {
    List<Proposal> proposals = new ArrayList<>();
    for (long sequence : sequences) {
      proposals.add(new Proposal(new ProposalId(2, sequence), Bytes.empty()));
    }
    return new PeerMessage.Propose(7, proposals);
  }

  private static ProposalMemory leading() {
    ProposalMemory memory = new ProposalMemory();
    memory.lead(7);
    return memory;
  }

  @Test
  void aDoubledMessageIsTakenOnceAndAnsweredWithSilence() {
    ProposalMemory memory = leading();
    assertThat(memory.sort(2, message(1, 2)).unseen()).hasSize(2);
    ProposalMemory.Sorted again = memory.sort(2, message(1, 2, 3));
    assertThat(again.unseen()).extracting(each -> each.id().sequence()).containsExactly(3L);
    assertThat(again.neverTaken()).isEmpty();
  }

  @Test
  void whatWasLostOnTheWayIsRefusedAtTheNextMessageAndWheneverItComes() {
    ProposalMemory memory = leading();
    memory.sort(2, message(1));
    ProposalMemory.Sorted next = memory.sort(2, message(4));
    assertThat(next.neverTaken())
        .containsEntry(
            RefusalReason.OTHER_TERM, List.of(new ProposalId(2, 2), new ProposalId(2, 3)));
    ProposalMemory.Sorted late = memory.sort(2, message(2, 3));
    assertThat(late.unseen()).isEmpty();
    assertThat(late.neverTaken()).isEqualTo(next.neverTaken());
  }

  @Test
  void aRefusalThatWasLostIsGivenAgain() {
    ProposalMemory memory = leading();
    PeerMessage.Propose asked = message(1);
    memory.sort(2, asked);
    memory.refused(2, asked.proposals().getFirst(), RefusalReason.OVERLOADED);
    assertThat(memory.sort(2, asked).neverTaken())
        .containsEntry(RefusalReason.OVERLOADED, List.of(new ProposalId(2, 1)));
  }

  /**
   * A first message says nothing about what stood before it: that may be in an older term's log.
   */
  @Test
  void nothingIsConcludedAboutWhatCameBeforeTheFirstMessageOrAnotherLife() {
    ProposalMemory memory = leading();
    assertThat(memory.sort(2, message(50)).neverTaken()).isEmpty();
    assertThat(memory.sort(2, message(1L << 40)).neverTaken()).isEmpty();
  }

  @Test
  void ofTermsThatWereLedBeforeItIsKnownWhatWasTakenAndOfThoseLongAgoNothingIsSaid() {
    ProposalMemory memory = leading();
    PeerMessage.Propose asked = message(1, 2);
    memory.sort(2, message(1));
    memory.lead(9);
    assertThat(memory.unseen(2, 7, asked.proposals())).containsExactly(asked.proposals().get(1));
    assertThat(memory.unseen(2, 8, asked.proposals())).isEqualTo(asked.proposals());
    for (long term = 10; term < 13; term++) {
      memory.lead(term);
    }
    assertThat(memory.unseen(2, 7, asked.proposals())).isEmpty();
    assertThat(memory.unseen(2, 8, asked.proposals())).isEqualTo(asked.proposals());
  }
}
