package io.binnacle.consensus.mutation;

import java.util.List;

/**
 * A bug.
 *
 * @param name as in the table of docs/simulation.md
 * @param breaks what it does, and which rule it breaks
 * @param level what has to be simulated to see it: CORES or NODES
 * @param quick whether it is searched for in every build: those that few seeds find
 */
record Mutant(String name, String breaks, String level, boolean quick, List<Edit> edits) {
  @Override
  public String toString() {
    return name;
  }
}
