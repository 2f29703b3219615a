package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole nodes under faults: core, driver, write-ahead log and snapshot store on simulated disks,
 * networks and clocks. {@code -Dseed=N} repeats one run, {@code -Dtrace=true} with it prints what
 * happened; {@code -DnodeSeeds=N} runs more of them, {@code -DfirstSeed=N} others.
 */
class NodeSimulationTest {
  private static final int SEEDS = Integer.getInteger("nodeSeeds", 700);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  /**
   * BUG-04, BUG-32, WAL-32, INV-01, INV-02, INV-03, INV-04, INV-05, INV-06, INV-07, INV-08, INV-10,
   * INV-11, INV-12, INV-13, INV-14 under FAULT-01 to FAULT-09, FAULT-11, FAULT-12, FAULT-13.
   */
  @Test
  void noSeedBreaksAPromiseOfWholeNodes() throws InterruptedException {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Simulation.Kind.NODES).run();
      return;
    }
    Simulations runs = new Simulations(Simulations.Level.NODES, FIRST_SEED, SEEDS);
    runs.run(Runtime.getRuntime().availableProcessors());
    assertThat(runs.failures()).isEmpty();
    Statistics seen = runs.statistics();
    assertThat(seen.runs()).isEqualTo(SEEDS);
    assertThat(seen.acknowledgedWrites())
        .as("writes acknowledged over all seeds")
        .isGreaterThan(SEEDS * 10L);
    assertThat(seen.configurations()).as("configurations in force").isGreaterThan(SEEDS / 2L);
    assertThat(seen.changes())
        .containsKeys("damaged member out of service", "voter damaged in a group that changes");
    assertThat(seen.faults())
        .containsKeys(
            "bit rot",
            "misdirected write",
            "full disk",
            "clock jump or drift",
            "rolling restart",
            "snapshots cut off");
  }

  /** FAULT-15. */
  @Test
  void aSeedRepeatsExactly() {
    for (long seed = 1; seed <= 5; seed++) {
      Simulation first = new Simulation(seed, Simulation.Kind.NODES);
      first.run();
      Simulation second = new Simulation(seed, Simulation.Kind.NODES);
      second.run();
      assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    }
  }
}
