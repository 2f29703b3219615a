package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.driver.SteppedGroup.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * FAULT-11, CLUS-27, WAL-23, WAL-24: a group is upgraded member by member from the format of the
 * log before the newest to the newest, and from the version of the protocol before, while clients
 * write, letters are lost and members lose their power; nothing that was acknowledged is lost, and
 * what was refused never appears.
 */
class RollingUpgradeTest {
  private static final List<String> MEMBERS = List.of("a", "b", "c");
  private static final int SEEDS = 60;

  private final Map<String, CompletableFuture<ProposalOutcome<Long>>> calls = new LinkedHashMap<>();
  private SteppedGroup group;
  private Random random;
  private int crashes;

  @Test
  void aGroupIsUpgradedMemberByMemberAndLosesNothing() throws IOException {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        upgradeOnce(seed);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(crashes).as("losses of power that were met").isGreaterThan(SEEDS);
  }

  private void upgradeOnce(int seed) throws IOException {
    calls.clear();
    random = new Random(seed);
    group =
        new SteppedGroup(
            seed, new ConsensusConfig.Storage(8_192, 12_000, 20, 8_192), "a", "b", "c");
    MEMBERS.forEach(name -> group.programs.put(name, Program.BEFORE));
    group.startAll();
    group.lose(_ -> random.nextInt(100) < 3);
    writeForAWhile();
    for (String name : group.running.keySet()) {
      assertThat(group.formatOfNewestSegment(name))
          .as("files of %s before its upgrade", name)
          .isEqualTo(Program.BEFORE.logFormat());
    }
    List<String> order = new ArrayList<>(MEMBERS);
    Collections.shuffle(order, random);
    for (String next : order) {
      upgrade(next);
      writeForAWhile();
    }
    checkTheEnd();
    // A segment that was begun before keeps its format until it is full.
    for (int i = 0; i < 25; i++) {
      group.proposeAndRun(group.awaitLeader(), "filling " + "x".repeat(700));
    }
    group.run(20);
    for (String name : MEMBERS) {
      assertThat(group.formatOfNewestSegment(name))
          .as("new files of %s", name)
          .isEqualTo(Program.NOW.logFormat());
    }
    assertOldProgramRefuses(order.getFirst());
  }

  private void upgrade(String name) throws IOException {
    if (!group.running.containsKey(name)) {
      group.programs.put(name, Program.NOW);
      group.start(name);
      return;
    }
    if (random.nextBoolean()) {
      group.crash(name, random);
      crashes++;
    } else {
      group.stop(name);
    }
    group.run(random.nextInt(30));
    group.programs.put(name, Program.NOW);
    group.start(name);
  }

  private void writeForAWhile() throws IOException {
    for (int round = 0; round < 12; round++) {
      String member = MEMBERS.get(random.nextInt(3));
      for (int i = random.nextInt(4); i > 0 && group.running.containsKey(member); i--) {
        String command = calls.size() + "-" + "x".repeat(random.nextInt(700));
        calls.put(command, group.proposeSome(member, command, random));
      }
      group.run(1 + random.nextInt(8));
      if (random.nextInt(10) == 0) {
        String victim = MEMBERS.get(random.nextInt(3));
        if (group.running.size() == 3) {
          group.crash(victim, random);
          crashes++;
          group.run(random.nextInt(40));
          group.start(victim);
        }
      }
    }
  }

  private void checkTheEnd() throws IOException {
    group.lose(_ -> false);
    group.run(600);
    List<String> texts = group.machines.get("a").texts();
    for (String name : MEMBERS) {
      assertThat(group.machines.get(name).texts()).as("what %s has", name).isEqualTo(texts);
    }
    assertThat(new TreeSet<>(texts)).as("nothing twice").hasSize(texts.size());
    int acknowledged = 0;
    for (Map.Entry<String, CompletableFuture<ProposalOutcome<Long>>> call : calls.entrySet()) {
      if (call.getValue().isDone()) {
        switch (call.getValue().join()) {
          case ProposalOutcome.Applied<Long> _ -> {
            acknowledged++;
            assertThat(texts).contains(call.getKey());
          }
          case ProposalOutcome.Refused<Long> _ -> assertThat(texts).doesNotContain(call.getKey());
          case ProposalOutcome.Undecided<Long> _ -> {}
        }
      }
    }
    assertThat(acknowledged).isGreaterThan(10);
  }

  private void assertOldProgramRefuses(String name) throws IOException {
    group.stop(name);
    group.programs.put(name, Program.BEFORE);
    assertThatThrownBy(() -> group.start(name))
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining(
            "format version %d, this program reads up to %d",
            Program.NOW.logFormat(), Program.BEFORE.logFormat())
        .hasMessageContaining("newer than this program");
    group.programs.put(name, Program.NOW);
    group.start(name);
  }
}
