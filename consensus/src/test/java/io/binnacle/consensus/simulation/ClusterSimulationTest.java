package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Real cores under faults. {@code ./mvnw -pl consensus -am test -Dtest=ClusterSimulationTest
 * -Dseed=N -Dsurefire.failIfNoSpecifiedTests=false} repeats one run, {@code -Dtrace=true} with it
 * prints what happened; {@code -Dseeds=N} runs more of them, {@code -DfirstSeed=N} others.
 */
class ClusterSimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 1_300);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  /**
   * INV-01, INV-02, INV-03, INV-04, INV-05, INV-06, INV-07, INV-08, INV-09, INV-10, INV-11, INV-13
   * under FAULT-01, FAULT-02, FAULT-03, FAULT-04, FAULT-08, FAULT-09, FAULT-11.
   */
  @Test
  void noSeedBreaksAPromise() throws InterruptedException {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Simulation.Kind.CORES).run();
      return;
    }
    Simulations runs = new Simulations(Simulations.Level.CORES, FIRST_SEED, SEEDS);
    runs.run(Runtime.getRuntime().availableProcessors());
    assertThat(runs.failures()).isEmpty();
    assertThat(runs.statistics().runs()).isEqualTo(SEEDS);
    assertThat(runs.statistics().acknowledgedWrites())
        .as("writes acknowledged over all seeds")
        .isGreaterThan(SEEDS * 20L);
    assertThat(runs.statistics().changes())
        .as("what the seeds did to their groups")
        .containsKeys(
            "learner added",
            "member removed",
            "removed member stopped",
            "leader removed",
            "leader demoted",
            "joint consensus left by a later leader");
  }

  /** FAULT-15. */
  @Test
  void aSeedRepeatsExactly() {
    for (long seed = 1; seed <= 5; seed++) {
      Simulation first = new Simulation(seed, Simulation.Kind.CORES);
      first.run();
      Simulation second = new Simulation(seed, Simulation.Kind.CORES);
      second.run();
      assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    }
  }
}
