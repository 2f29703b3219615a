package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.TransferOutcome;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.paper.OneMember;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * RAFT-63, CLUS-18: what whoever asks for another leader is told is what became of that request,
 * where a core gets several. The core is that of member 1, which leads and has heard of member 2
 * only: so 2 is the best.
 */
class MemberGroupTest {
  private final OneMember leader = OneMember.leader();
  private final Queue<Input> inputs = new ArrayDeque<>();
  private final MemberGroup group =
      new MemberGroup(
          ConsensusConfig.of(
              ConsensusConfig.Group.ofInitialCluster(
                  "wishes", "a", new LinkedHashMap<>(Map.of("a", "a:1"))),
              1),
          Membership.ofVoters(List.of(1L, 2L, 3L)),
          new Asked(),
          new NoPeers(),
          () ->
              new MemberGroup.View(Effect.RoleName.LEADER, 1, 1, 1, 1, List.of(), new TreeMap<>()));

  private final class Asked implements MemberGroup.Proposer {
    @Override
    public CompletableFuture<MembershipOutcome> propose(byte[] change) {
      throw new IllegalStateException("no change is asked for here");
    }

    @Override
    public void input(Input input) {
      inputs.add(input);
    }

    @Override
    public long nowNanos() {
      return 0;
    }
  }

  private void turn() {
    while (!inputs.isEmpty()) {
      leader.step(inputs.remove());
    }
    tellFailures();
  }

  private void tellFailures() {
    for (Effect effect : leader.take()) {
      if (effect instanceof Effect.TransferFailed failed) {
        group.transferFailed(failed);
      }
    }
  }

  private CompletableFuture<TransferOutcome> ask(long target) {
    CompletableFuture<TransferOutcome> asked = group.transferLeadership(target);
    turn();
    return asked;
  }

  @Test
  void theRequestThatReplacesATransferGoesOn() {
    group.leaderIs(1, 1);
    CompletableFuture<TransferOutcome> named = ask(3);
    CompletableFuture<TransferOutcome> anyone = ask(HardState.NOBODY);
    assertThat(named).isCompletedWithValueMatching(TransferOutcome.Aborted.class::isInstance);
    assertThat(anyone).as("the transfer to 2 is under way").isNotDone();
    group.leaderIs(2, 2);
    assertThat(anyone).isCompletedWithValue(new TransferOutcome.Transferred(2, 2));
  }

  @Test
  void theRequestForAnyoneEndsWithTheTransferThatWasForIt() {
    group.leaderIs(1, 1);
    CompletableFuture<TransferOutcome> anyone = ask(HardState.NOBODY);
    CompletableFuture<TransferOutcome> another = ask(3);
    assertThat(anyone).isCompletedWithValueMatching(TransferOutcome.Aborted.class::isInstance);
    assertThat(another).isNotDone();
  }

  @Test
  void aRequestThatIsRefusedEndsNoOther() {
    group.leaderIs(1, 1);
    CompletableFuture<TransferOutcome> anyone = ask(HardState.NOBODY);
    CompletableFuture<TransferOutcome> noVoter = ask(99);
    assertThat(noVoter).isCompletedWithValueMatching(TransferOutcome.BadTarget.class::isInstance);
    assertThat(anyone).isNotDone();
  }

  @Test
  void aTimeoutEndsAllThatTheTransferWasForAndNoneThatComesLater() {
    group.leaderIs(1, 1);
    CompletableFuture<TransferOutcome> first = ask(HardState.NOBODY);
    CompletableFuture<TransferOutcome> second = ask(2);
    CompletableFuture<TransferOutcome> later = group.transferLeadership(HardState.NOBODY);
    for (int i = 0; i < CoreConfig.Timing.DEFAULT.electionTicks(); i++) {
      leader.tick(1);
      // Whom nobody answers does not lead so long.
      leader.receive(2, new AppendReply(1, true, 1, LogPosition.NONE));
    }
    tellFailures();
    assertThat(first).isCompletedWithValueMatching(TransferOutcome.Aborted.class::isInstance);
    assertThat(second).isCompletedWithValueMatching(TransferOutcome.Aborted.class::isInstance);
    assertThat(later).as("the core has not seen it yet").isNotDone();
  }
}
