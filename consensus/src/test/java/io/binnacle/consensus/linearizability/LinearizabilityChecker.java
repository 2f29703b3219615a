package io.binnacle.consensus.linearizability;

import io.binnacle.consensus.linearizability.Operation.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks for an order of all calls that one register after the other could have given, and in which
 * no call comes before one that had ended when it began. Registers are independent, so each key is
 * searched alone (linearizability is local: Herlihy and Wing, 1990).
 */
public final class LinearizabilityChecker {
  /** About a gigabyte of memory of what was tried. */
  private static final int CONFIGURATIONS_MAX = 4_000_000;

  private LinearizabilityChecker() {}

  /** What was found. */
  public sealed interface Verdict {
    /** There is such an order. */
    record Linearizable(int operations, int keys) implements Verdict {}

    /** There is none. */
    record Violation(String key, String why) implements Verdict {}

    /** The search was given up; nothing is known. */
    record GivenUp(String key, int configurations) implements Verdict {}
  }

  public static Verdict check(List<Operation> history) {
    return check(history, CONFIGURATIONS_MAX);
  }

  static Verdict check(List<Operation> history, int configurationsMax) {
    Map<String, List<Operation>> byKey = new TreeMap<>();
    for (Operation operation : history) {
      boolean saysNothing = operation.call() instanceof Call.Read && !operation.isKnown();
      if (!saysNothing) {
        byKey.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
      }
    }
    int operations = 0;
    for (Map.Entry<String, List<Operation>> each : byKey.entrySet()) {
      RegisterSearch search = new RegisterSearch(each.getValue(), configurationsMax);
      switch (search.run()) {
        case FOUND -> operations += each.getValue().size();
        case IMPOSSIBLE -> {
          return new Verdict.Violation(each.getKey(), search.explain());
        }
        case GIVEN_UP -> {
          return new Verdict.GivenUp(each.getKey(), configurationsMax);
        }
      }
    }
    return new Verdict.Linearizable(operations, byKey.size());
  }
}
