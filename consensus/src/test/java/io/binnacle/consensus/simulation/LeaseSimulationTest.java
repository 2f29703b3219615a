package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * RAFT-50, RAFT-51: reads under a leader's lease, whose clocks are those of the machines. As long
 * as they drift no more than the configuration allows, no read is stale, whatever else happens;
 * beyond that, one is: so what the lease assumes does matter. {@code -Dseed=N} repeats one run.
 */
class LeaseSimulationTest {
  private static final int SEEDS = Integer.getInteger("leaseSeeds", 400);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  @Test
  void withClocksThatKeepToTheDriftNoReadIsStale() throws InterruptedException {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Simulation.Kind.LEASES).run();
      return;
    }
    Simulations runs = new Simulations(Simulations.Level.LEASES, FIRST_SEED, SEEDS);
    runs.run(Runtime.getRuntime().availableProcessors());
    assertThat(runs.failures()).isEmpty();
    Statistics seen = runs.statistics();
    assertThat(seen.runs()).isEqualTo(SEEDS);
    assertThat(seen.faults()).containsKeys("clock jump or drift", "pause", "isolation");
    assertThat(seen.reads()).isGreaterThan(SEEDS * 10L);
    assertThat(seen.changes().get("step under a lease")).isGreaterThan(SEEDS * 100L);
  }

  @Test
  void withClocksThatGoAstrayAStaleReadIsFound() {
    String failure = Simulations.firstFailure("LEASES_ASTRAY", 5_000);
    assertThat(failure).contains("INV-11 linearizable reads");
  }
}
