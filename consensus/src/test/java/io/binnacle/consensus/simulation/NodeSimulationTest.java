package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole nodes: core, driver, write-ahead log and snapshot store on simulated disks that lose power
 * in the middle of a call. {@code -Dseed=N} repeats one run; {@code -DnodeSeeds=N} runs more.
 */
class NodeSimulationTest {
  private static final int SEEDS = Integer.getInteger("nodeSeeds", 80);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  /** INV-01, INV-03, INV-05, INV-07, INV-08, INV-10, INV-11, INV-13, WAL-32. */
  @Test
  void noSeedBreaksAPromiseOfWholeNodes() {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Mutant.HEALTHY, Simulation.Kind.NODES).run();
      return;
    }
    long acknowledged = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      Simulation simulation = new Simulation(seed, Mutant.HEALTHY, Simulation.Kind.NODES);
      simulation.run();
      acknowledged += simulation.nodeChecker().acknowledgedCount();
    }
    assertThat(acknowledged).as("writes acknowledged over all seeds").isGreaterThan(SEEDS * 10L);
  }

  /** The checks can fail: a disk that only claims to sync is found out. */
  @Test
  void aDiskThatLiesAboutItsSyncsIsFoundOut() {
    int found = 0;
    for (long seed = 1; seed <= 40 && found == 0; seed++) {
      try {
        new Simulation(seed, Mutant.ANSWERS_BEFORE_PERSIST, Simulation.Kind.NODES).run();
      } catch (SimulationFailure failure) {
        assertThat(failure).hasMessageContaining("-Dtest=NodeSimulationTest -Dseed=" + seed);
        found++;
      }
    }
    assertThat(found).isOne();
  }
}
