package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * FAULT-11, CLUS-25, WAL-24: groups are upgraded member by member from the program before to the
 * one of now, under all faults, while clients propose commands that only the later one knows. No
 * entry that a member could not read is ever sent to it, nor even proposed, and no such snapshot;
 * once all are upgraded, such commands are taken. {@code -Dseed=N} repeats one run.
 */
class RollingUpgradeTest {
  private static final int SEEDS = Integer.getInteger("upgradeSeeds", 200);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  @Test
  void noEntryThatAMemberCannotReadIsEverInTheGroupsLog() throws InterruptedException {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Simulation.Kind.UPGRADES).run();
      return;
    }
    Simulations runs = new Simulations(Simulations.Level.UPGRADES, FIRST_SEED, SEEDS);
    runs.run(Runtime.getRuntime().availableProcessors());
    assertThat(runs.failures()).isEmpty();
    Statistics seen = runs.statistics();
    assertThat(seen.runs()).isEqualTo(SEEDS);
    assertThat(seen.changes().get("upgrade")).isGreaterThanOrEqualTo(SEEDS);
    assertThat(seen.changes().get("refused: NOT_UNDERSTOOD")).isGreaterThan(SEEDS);
    assertThat(seen.changes().get("command of the later program applied")).isGreaterThan(SEEDS);
  }
}
