package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code ./mvnw -pl consensus test -Dtest=ClusterSimulationTest -Dseed=N} repeats one run, {@code
 * -Dtrace=true} with it prints what happened; {@code -Dseeds=N} runs more of them, {@code
 * -DfirstSeed=N} others.
 */
class ClusterSimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 400);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  /** INV-01 to INV-08, INV-10, INV-11, INV-13 under FAULT-01 to FAULT-04, FAULT-08, FAULT-09. */
  @Test
  void noSeedBreaksAPromise() {
    Long only = Long.getLong("seed");
    if (only != null) {
      new Simulation(only, Mutant.HEALTHY).run();
      return;
    }
    long acknowledged = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      Simulation simulation = new Simulation(seed, Mutant.HEALTHY);
      simulation.run();
      acknowledged += simulation.checker().acknowledgedCount();
    }
    assertThat(acknowledged).as("writes acknowledged over all seeds").isGreaterThan(SEEDS * 20L);
  }

  /** FAULT-15. */
  @Test
  void aSeedRepeatsExactly() {
    for (long seed = 1; seed <= 5; seed++) {
      Simulation first = new Simulation(seed, Mutant.HEALTHY);
      first.run();
      Simulation second = new Simulation(seed, Mutant.HEALTHY);
      second.run();
      assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    }
  }

  /** The checks can fail: each bug put in on purpose is found within a few hundred seeds. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEALTHY")
  void everyMutantIsFound(Mutant mutant) {
    Set<Mutant> found = EnumSet.noneOf(Mutant.class);
    long first = firstSeedFor(mutant);
    for (long seed = first; seed < first + 600 && found.isEmpty(); seed++) {
      try {
        new Simulation(seed, mutant).run();
      } catch (SimulationFailure failure) {
        assertThat(failure).hasMessageContaining("-Dseed=" + seed);
        found.add(mutant);
      }
    }
    assertThat(found).containsExactly(mutant);
  }

  /** Those that take several coincidences begin shortly before a seed that has them. */
  private static long firstSeedFor(Mutant mutant) {
    return switch (mutant) {
      case COMMITS_OLD_TERM -> 5_590;
      case TAKES_PROPOSALS_OF_OTHER_TERMS -> 700;
      case HEALTHY,
          ANSWERS_BEFORE_PERSIST,
          FORGETS_VOTE,
          COMMITS_WITHOUT_QUORUM,
          READS_WITHOUT_ROUND,
          KEEPS_OVERWRITTEN_ENTRIES,
          APPLIES_TWICE ->
          1;
    };
  }
}
