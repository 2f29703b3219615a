package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.DiskLockedException;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.transport.NoPeers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SingleMemberTest {
  @TempDir Path directory;

  private final ConsensusConfig config =
      ConsensusConfig.of(ConsensusConfig.Group.single("alone"), 7)
          .withStorage(new ConsensusConfig.Storage(1 << 20, 64 << 10, 10, 64 << 10));

  private ConsensusMember<Long> start(ConsensusConfig settings, ToyMachine machine)
      throws IOException {
    return ConsensusMember.start(settings, FileDisk.at(directory), new NoPeers(), machine);
  }

  private static ProposalOutcome<Long> propose(ConsensusNode<Long> member, String command)
      throws Exception {
    return member.propose(Bytes.ofUtf8(command)).get(30, TimeUnit.SECONDS);
  }

  /** RAFT-45, INV-06: what was acknowledged is there after a restart. */
  @Test
  void anAcknowledgedProposalIsStillThereWhenTheMemberIsOpenedAgain() throws Exception {
    ToyMachine first = new ToyMachine();
    try (ConsensusMember<Long> member = start(config, first)) {
      assertThat(propose(member, "one")).isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(propose(member, "two"))
          .isInstanceOfSatisfying(
              ProposalOutcome.Applied.class, applied -> assertThat(applied.result()).isEqualTo(2L));
    }
    ToyMachine second = new ToyMachine();
    try (ConsensusMember<Long> member = start(config, second)) {
      assertThat(member.readBarrier().get(30, TimeUnit.SECONDS))
          .isInstanceOf(ReadOutcome.Ready.class);
      assertThat(second.texts()).containsExactly("one", "two");
      assertThat(propose(member, "three")).isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(member.status().role()).isEqualTo(MemberStatus.Role.LEADER);
      assertThat(member.metrics().syncs().count()).isPositive();
    }
    assertThat(second.texts()).containsExactly("one", "two", "three");
  }

  /** WAL-19: a start that fails late leaves neither the log open nor the directory locked. */
  @Test
  void aStartThatFailsLetsGoOfTheDirectory() throws Exception {
    ToyMachine broken =
        new ToyMachine() {
          @Override
          public synchronized int commandVersion() {
            throw new IllegalStateException("of no version");
          }
        };
    assertThatThrownBy(() -> start(config, broken)).hasMessage("of no version");
    try (ConsensusMember<Long> member = start(config, new ToyMachine())) {
      assertThat(propose(member, "one")).isInstanceOf(ProposalOutcome.Applied.class);
    }
  }

  /** RAFT-31, RAFT-70, WAL-14, WAL-18: segments come and go, and a snapshot takes their place. */
  @Test
  void theLogIsCutBehindSnapshotsAndNothingIsLostByIt() throws Exception {
    List<String> expected = new ArrayList<>();
    ToyMachine first = new ToyMachine();
    try (ConsensusMember<Long> member = start(config, first)) {
      for (int round = 0; round < 40; round++) {
        List<CompletableFuture<ProposalOutcome<Long>>> outcomes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          String command = "r" + round + "-" + i + "-" + "x".repeat(2_000);
          expected.add(command);
          outcomes.add(member.propose(Bytes.ofUtf8(command)));
        }
        for (CompletableFuture<ProposalOutcome<Long>> outcome : outcomes) {
          assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(ProposalOutcome.Applied.class);
        }
      }
      assertThat(first.texts()).isEqualTo(expected);
      Await.until(() -> member.metrics().snapshots().taken() > 0);
      assertThat(member.metrics().leadership().electionsBegun()).isEqualTo(1);
      // Of four megabytes and more, in segments of one.
      Await.until(() -> segments() < 4);
    }
    ToyMachine second = new ToyMachine();
    try (ConsensusMember<Long> member = start(config, second)) {
      assertThat(member.readBarrier().get(30, TimeUnit.SECONDS))
          .isInstanceOf(ReadOutcome.Ready.class);
      assertThat(second.restores).isEqualTo(1);
      assertThat(second.texts()).isEqualTo(expected);
    }
  }

  private long segments() throws IOException {
    return FileDisk.at(directory).list("wal").stream()
        .filter(each -> each.endsWith(".wal"))
        .count();
  }

  /** WAL-19, WAL-20. */
  @Test
  void aSecondMemberInTheSameDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
    try (ConsensusMember<Long> member = start(config, new ToyMachine())) {
      assertThatThrownBy(() -> start(config, new ToyMachine()))
          .isInstanceOf(DiskLockedException.class)
          .hasMessageContaining("in use");
      assertThat(propose(member, "still")).isInstanceOf(ProposalOutcome.Applied.class);
    }
    try (ConsensusMember<Long> member = start(config, new ToyMachine())) {
      assertThat(propose(member, "again")).isInstanceOf(ProposalOutcome.Applied.class);
    }
  }

  /** WAL-04, FAULT-10. */
  @Test
  void aDirectoryOfAnotherGroupOrMemberIsRefused() throws Exception {
    start(config, new ToyMachine()).close();
    ConsensusConfig other = ConsensusConfig.of(ConsensusConfig.Group.single("somebody-else"), 7);
    assertThatThrownBy(() -> start(other, new ToyMachine()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the log is of member");
  }

  @Test
  void whatIsTooLargeOrTooLateIsRefused() throws Exception {
    ConsensusMember<Long> member = start(config, new ToyMachine());
    byte[] large = new byte[config.admission().commandBytesMax() + 1];
    assertThat(member.propose(Bytes.wrap(large)).get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            ProposalOutcome.Refused.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(ProposalOutcome.RefusalReason.TOO_LARGE));
    byte[] largest = new byte[config.admission().commandBytesMax()];
    assertThat(member.propose(Bytes.wrap(largest)).get(30, TimeUnit.SECONDS))
        .isInstanceOf(ProposalOutcome.Applied.class);
    member.close();
    assertThat(propose(member, "late"))
        .isInstanceOfSatisfying(
            ProposalOutcome.Refused.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(ProposalOutcome.RefusalReason.STOPPED));
    assertThat(member.readBarrier().get(30, TimeUnit.SECONDS))
        .isInstanceOf(ReadOutcome.Unavailable.class);
    assertThat(member.stopped().get(30, TimeUnit.SECONDS))
        .isInstanceOf(ConsensusNode.StopReason.Closed.class);
  }
}
