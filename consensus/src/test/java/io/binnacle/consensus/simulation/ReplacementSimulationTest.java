package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * FAULT-05 and FAULT-11 in one run: disks of voters rot, or write elsewhere than they were told,
 * under all other faults, and each member that is damaged is replaced by a new one under a new id,
 * as docs/data-directory.md says. {@code -Dseed=N} repeats one run.
 */
class ReplacementSimulationTest {
  private static final int SEEDS = Integer.getInteger("replacementSeeds", 300);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  @Test
  void damagedMembersAreReplacedAndNothingThatWasAcknowledgedIsLost() throws InterruptedException {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Simulation.Kind.REPLACEMENTS).run();
      return;
    }
    Simulations runs = new Simulations(Simulations.Level.REPLACEMENTS, FIRST_SEED, SEEDS);
    runs.run(Runtime.getRuntime().availableProcessors());
    assertThat(runs.failures()).isEmpty();
    Statistics seen = runs.statistics();
    assertThat(seen.runs()).isEqualTo(SEEDS);
    assertThat(seen.faults().get("bit rot")).isGreaterThan(SEEDS / 10L);
    assertThat(seen.faults().get("misdirected write")).isGreaterThan(SEEDS / 20L);
    assertThat(seen.changes().get("damaged member replaced")).isGreaterThan(SEEDS / 10L);
  }
}
