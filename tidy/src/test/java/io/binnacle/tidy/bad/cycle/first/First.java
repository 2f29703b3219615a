package io.binnacle.tidy.bad.cycle.first;

import io.binnacle.tidy.bad.cycle.second.Second;

/** Breaks rule 9 together with Second. */
public final class First {
  public Second second() {
    return new Second();
  }
}
