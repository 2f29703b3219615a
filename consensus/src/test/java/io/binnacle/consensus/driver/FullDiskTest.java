package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.disk.CrashDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FullDiskTest {
  private static final String COMMAND = "x".repeat(Solo.COMMAND_BYTES);

  /** WAL-25, WAL-26: refused before anything of it is in the log, and the member lives on. */
  @Test
  void proposalsAreRefusedAsLongAsTheDiskIsFullAndWhatWasAnsweredStays() throws IOException {
    CrashDisk disk = new CrashDisk();
    Solo member = new Solo(disk, 2);
    member.settle();
    disk.setFull(true);
    List<ProposalOutcome<Long>> outcomes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<ProposalOutcome<Long>> outcome = member.propose(COMMAND);
      member.settle();
      outcomes.add(outcome.join());
    }
    long applied = outcomes.stream().filter(ProposalOutcome.Applied.class::isInstance).count();
    assertThat(applied).isBetween(1L, 19L);
    assertThat(outcomes.subList((int) applied, 20))
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        ProposalOutcome.Refused.class,
                        refused ->
                            assertThat(refused.reason())
                                .isEqualTo(ProposalOutcome.RefusalReason.DISK_FULL)));
    assertThat(member.machine.texts()).hasSize((int) applied);

    disk.setFull(false);
    member.settle();
    CompletableFuture<ProposalOutcome<Long>> later = member.propose(COMMAND);
    member.settle();
    assertThat(later.join()).isInstanceOf(ProposalOutcome.Applied.class);
    member.close();

    Solo next = new Solo(disk, 2);
    next.settle();
    assertThat(next.machine.texts()).hasSize((int) applied + 1);
    next.close();
  }
}
