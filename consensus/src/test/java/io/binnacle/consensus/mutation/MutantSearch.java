package io.binnacle.consensus.mutation;

import java.lang.reflect.InvocationTargetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Simulates a mutant, seed after seed from the first one on, until a promise is broken. */
final class MutantSearch {
  private static final String SIMULATIONS = "io.binnacle.consensus.simulation.Simulations";
  private static final Pattern SEED = Pattern.compile("seed (\\d+)");

  private MutantSearch() {}

  /**
   * What was found.
   *
   * @param seed 0 where nothing was
   */
  record Finding(Mutant mutant, long seed, String violation) {
    boolean isFound() {
      return seed > 0;
    }
  }

  static Finding search(Mutant mutant, int seedsMax) {
    MutatingLoader loader = new MutatingLoader(MutantSearch.class.getClassLoader(), mutant.edits());
    String failure = run(loader, mutant, seedsMax);
    if (!loader.unapplied().isEmpty()) {
      throw new AssertionError(
          mutant + " names what is not there, or no longer: " + loader.unapplied());
    }
    if (failure.isEmpty()) {
      return new Finding(mutant, 0, "nothing in " + seedsMax + " seeds");
    }
    Matcher seed = SEED.matcher(failure);
    if (!seed.find()) {
      throw new AssertionError("a failure without its seed: " + failure);
    }
    return new Finding(mutant, Long.parseLong(seed.group(1)), firstLineOf(failure));
  }

  private static String run(ClassLoader loader, Mutant mutant, int seedsMax) {
    try {
      return (String)
          loader
              .loadClass(SIMULATIONS)
              .getMethod("firstFailure", String.class, int.class)
              .invoke(null, mutant.level(), seedsMax);
    } catch (InvocationTargetException e) {
      throw new AssertionError(mutant + " ends the simulation: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the simulation has another door", e);
    }
  }

  private static String firstLineOf(String failure) {
    String line = failure.lines().findFirst().orElse("").strip();
    return line.length() > 160 ? line.substring(0, 160) + "…" : line;
  }
}
