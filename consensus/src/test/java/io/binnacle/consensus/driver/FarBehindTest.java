package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshotReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** RAFT-30, RAFT-67, FAULT-12: a follower that needs a snapshot, and those that do not. */
class FarBehindTest {
  private static final String LARGE = "x".repeat(3_000);

  /** Snapshots of more than a window, taken often, and no tail of the log for who is behind. */
  private final SteppedGroup group =
      new SteppedGroup(11, new ConsensusConfig.Storage(1 << 20, 400_000, 5, 65_536), "a", "b", "c");

  private String leader = "";
  private String behind = "";
  private int written;

  private void write(int count) throws IOException {
    List<CompletableFuture<ProposalOutcome<Long>>> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      written++;
      outcomes.add(group.propose(leader, written + LARGE));
      if (i % 20 == 19) {
        group.run(1);
      }
    }
    group.run(8);
    assertThat(outcomes)
        .as("applied within a few ticks")
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isCompletedWithValueMatching(ProposalOutcome.Applied.class::isInstance));
  }

  /** One that was away for longer than the log is kept. */
  private void leaveOneBehind() throws IOException {
    group.startAll();
    leader = group.awaitLeader();
    behind = group.running.keySet().stream().filter(n -> !n.equals(leader)).findFirst().get();
    write(20);
    group.cutOff(behind);
    write(900);
    group.run(40);
  }

  @Test
  void theOthersGoOnWhileASnapshotDoesNotArrive() throws IOException {
    leaveOneBehind();
    group.lose(letter -> letter.message() instanceof InstallSnapshotReply);
    group.reconnect(behind);
    group.run(100);
    for (int round = 0; round < 10; round++) {
      write(20);
    }
    assertThat(group.awaitLeader()).isEqualTo(leader);
    assertThat(group.machines.get(behind).texts()).hasSizeLessThan(written);
    group.lose(_ -> false);
    group.run(1_500);
    assertThat(group.machines.get(behind).texts()).hasSize(written);
    assertThat(group.machines.get(behind).restores).isPositive();
  }

  /** The cut comes in the middle; what has arrived is not sent again. */
  @Test
  void aTransferThatWasCutGoesOnWhereItWas() throws IOException {
    leaveOneBehind();
    List<Long> offsets = new ArrayList<>();
    group.lose(
        letter -> {
          if (letter.message() instanceof InstallSnapshot part) {
            offsets.add(part.offset());
            return offsets.size() > 6;
          }
          return false;
        });
    group.reconnect(behind);
    for (int tick = 0; tick < 400 && offsets.size() <= 6; tick++) {
      group.run(1);
    }
    assertThat(offsets).hasSizeGreaterThan(6);
    long arrived = offsets.get(5);
    group.cutOff(behind);
    group.run(20);
    offsets.clear();
    group.lose(
        letter -> {
          if (letter.message() instanceof InstallSnapshot part) {
            offsets.add(part.offset());
          }
          return false;
        });
    group.reconnect(behind);
    group.run(1_000);
    assertThat(offsets)
        .isNotEmpty()
        .allSatisfy(offset -> assertThat(offset).isGreaterThan(arrived));
    assertThat(group.machines.get(behind).texts()).hasSize(written);
  }
}
