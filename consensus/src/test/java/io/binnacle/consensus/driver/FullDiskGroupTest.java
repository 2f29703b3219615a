package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ProposalOutcome.RefusalReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * WAL-25, WAL-26, FAULT-07, design D3: a full disk at one of three shows before anything depends on
 * it, nobody stops, and nobody has to be started again.
 */
class FullDiskGroupTest {
  private static final String LARGE = "x".repeat(900);
  private final SteppedGroup group = new SteppedGroup(5, SteppedGroup.smallFiles(), "a", "b", "c");

  private static boolean isApplied(ProposalOutcome<Long> outcome) {
    return outcome instanceof ProposalOutcome.Applied;
  }

  private static void assertDiskFull(ProposalOutcome<Long> outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ProposalOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.DISK_FULL));
  }

  /** How many pass before one is refused. */
  private int proposeUntilRefused(String member) throws IOException {
    for (int passed = 0; passed < 200; passed++) {
      ProposalOutcome<Long> outcome = group.proposeAndRun(member, LARGE);
      if (!isApplied(outcome)) {
        assertDiskFull(outcome);
        return passed;
      }
    }
    throw new AssertionError("a full disk was never noticed");
  }

  @Test
  void aLeaderWithAFullDiskTakesWhatFreesRoomOutOfItsReserveAndNothingElse() throws IOException {
    group.startAll();
    String leader = group.awaitLeader();
    String other = group.running.keySet().stream().filter(n -> !n.equals(leader)).findFirst().get();
    group.run(10);
    group.disks.get(leader).setFull(true);
    int passed = proposeUntilRefused(leader);
    assertThat(passed).as("what the open segment held").isPositive();
    assertDiskFull(group.proposeAndRun(other, LARGE));

    List<String> relieved = new ArrayList<>();
    ProposalOutcome<Long> outcome = group.relieveAndRun(leader, "delete");
    while (isApplied(outcome)) {
      relieved.add("delete");
      assertThat(relieved).as("the reserve has an end").hasSizeLessThan(2_000);
      outcome = group.relieveAndRun(relieved.size() % 2 == 0 ? leader : other, "delete");
    }
    assertDiskFull(outcome);
    assertThat(relieved).hasSizeGreaterThan(5);
    assertThat(group.running).as("nobody has stopped").hasSize(3);
    assertThat(group.awaitLeader()).as("nor lost its office").isEqualTo(leader);

    group.disks.get(leader).setFull(false);
    group.run(60);
    assertThat(isApplied(group.proposeAndRun(leader, LARGE))).isTrue();
    group.run(20);
    for (ToyMachine machine : group.machines.values()) {
      assertThat(machine.texts()).hasSize(passed + relieved.size() + 1);
    }
  }

  /** A quarter of the reserve is there for terms and votes, so the group can still elect. */
  @Test
  void votesStillFindTheirPlaceWhenEvenReliefIsRefused() throws IOException {
    group.startAll();
    String first = group.awaitLeader();
    group.run(10);
    group.disks.values().forEach(disk -> disk.setFull(true));
    proposeUntilRefused(first);
    ProposalOutcome<Long> outcome = group.relieveAndRun(first, "delete");
    while (isApplied(outcome)) {
      outcome = group.relieveAndRun(first, "delete");
    }
    assertDiskFull(outcome);
    int committed = group.machines.get(first).texts().size();
    group.cutOff(first);
    String second = group.awaitLeader();
    assertThat(second).isNotEqualTo(first);
    group.reconnect(first);
    group.run(100);
    assertThat(group.running).hasSize(3);
    group.disks.values().forEach(disk -> disk.setFull(false));
    group.run(60);
    assertThat(isApplied(group.proposeAndRun(group.awaitLeader(), LARGE))).isTrue();
    group.run(60);
    for (ToyMachine machine : group.machines.values()) {
      assertThat(machine.texts()).hasSize(committed + 1);
    }
  }

  @Test
  void aFollowerWithAFullDiskHoldsNobodyUpAndCatchesUpWithoutARestart() throws IOException {
    group.startAll();
    String leader = group.awaitLeader();
    String full = group.running.keySet().stream().filter(n -> !n.equals(leader)).findFirst().get();
    group.run(10);
    group.disks.get(full).setFull(true);
    for (int i = 0; i < 60; i++) {
      assertThat(isApplied(group.proposeAndRun(leader, LARGE))).as("write %s", i).isTrue();
    }
    group.run(100);
    assertThat(group.machines.get(full).texts()).hasSizeBetween(1, 59);
    assertThat(group.running).as("it has not stopped").hasSize(3);
    assertThat(group.running.get(leader).term())
        .as("and has not called elections")
        .isEqualTo(group.running.get(full).term());
    assertThat(group.awaitLeader()).isEqualTo(leader);

    group.disks.get(full).setFull(false);
    group.run(200);
    assertThat(group.machines.get(full).texts()).hasSize(60);
  }
}
