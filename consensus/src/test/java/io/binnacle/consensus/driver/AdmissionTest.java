package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * RAFT-32, RAFT-33, RAFT-49: what waits in a member for its outcome is bounded in number and bytes.
 * The members of these tests have no others, so what one lets in waits until it gives up.
 */
class AdmissionTest {
  /** Longer than any of these tests takes. */
  private static final int LEADER_WAIT_MILLIS = 600_000;

  private static final int COUNT_MAX = 3;
  private static final int BYTES_MAX = 1_000;
  private static final ConsensusConfig CONFIG =
      ConsensusConfig.of(
              ConsensusConfig.Group.ofInitialCluster(
                  "group", "a", Map.of("a", "h:1", "b", "h:2", "c", "h:3")),
              7)
          .withStorage(SteppedGroup.smallFiles())
          .withAdmission(
              new ConsensusConfig.Admission(
                  BYTES_MAX,
                  COUNT_MAX,
                  BYTES_MAX,
                  2 * LEADER_WAIT_MILLIS,
                  LEADER_WAIT_MILLIS,
                  COUNT_MAX));

  private static ConsensusMember<Long> start() throws IOException {
    return ConsensusMember.start(CONFIG, new CrashDisk(), new NoPeers(), new ToyMachine());
  }

  private static Bytes ofBytes(int length) {
    return Bytes.ofUtf8("x".repeat(length));
  }

  private static void assertRefused(
      CompletableFuture<ProposalOutcome<Long>> outcome, ProposalOutcome.RefusalReason reason) {
    assertThat(outcome)
        .isCompletedWithValueMatching(
            ended ->
                ended instanceof ProposalOutcome.Refused<Long> refused
                    && refused.reason() == reason,
            "refused: " + reason);
  }

  @Test
  void aProposalBeyondTheNumberIsRefusedAtOnce() throws IOException {
    try (ConsensusMember<Long> member = start()) {
      for (int i = 0; i < COUNT_MAX; i++) {
        assertThat(member.propose(ofBytes(1))).isNotDone();
      }
      assertRefused(member.propose(ofBytes(1)), ProposalOutcome.RefusalReason.OVERLOADED);
    }
  }

  @Test
  void aProposalBeyondTheBytesIsRefusedAtOnce() throws IOException {
    try (ConsensusMember<Long> member = start()) {
      assertThat(member.propose(ofBytes(BYTES_MAX - 1))).isNotDone();
      assertRefused(member.propose(ofBytes(2)), ProposalOutcome.RefusalReason.OVERLOADED);
      assertThat(member.propose(ofBytes(1))).as("it fills the bytes").isNotDone();
      assertRefused(member.propose(ofBytes(1)), ProposalOutcome.RefusalReason.OVERLOADED);
    }
  }

  @Test
  void aReadBeyondTheNumberIsRefusedAtOnce() throws IOException {
    try (ConsensusMember<Long> member = start()) {
      for (int i = 0; i < COUNT_MAX; i++) {
        assertThat(member.readBarrier()).isNotDone();
      }
      assertThat(member.readBarrier())
          .isCompletedWithValue(new ReadOutcome.Unavailable("too many reads are waiting"));
    }
  }

  @Test
  void whatHasEndedMakesRoom() throws IOException {
    SteppedMember<Long> member =
        new SteppedMember<>(
            CONFIG,
            CoreConfig.of(CONFIG.group().memberId(), 7),
            SteppedMember.Data.of(new CrashDisk()),
            new NoPeers(),
            new ToyMachine(),
            _ -> {});
    long now = 0;
    for (int round = 0; round < 3; round++) {
      List<CompletableFuture<ProposalOutcome<Long>>> proposals = new ArrayList<>();
      List<CompletableFuture<ReadOutcome>> reads = new ArrayList<>();
      for (int i = 0; i < COUNT_MAX; i++) {
        proposals.add(member.propose(ofBytes(BYTES_MAX / COUNT_MAX), now));
        reads.add(member.read(now));
      }
      assertThat(proposals).noneMatch(CompletableFuture::isDone);
      assertThat(reads).noneMatch(CompletableFuture::isDone);
      member.step(Part.DRIVER, now);
      now += 1_000_001L * LEADER_WAIT_MILLIS;
      member.step(Part.DRIVER, now);
      for (CompletableFuture<ProposalOutcome<Long>> each : proposals) {
        assertRefused(each, ProposalOutcome.RefusalReason.NO_LEADER);
      }
      assertThat(reads)
          .allSatisfy(
              each ->
                  assertThat(each)
                      .isCompletedWithValue(new ReadOutcome.Unavailable("no leader is known")));
    }
    member.close();
  }
}
