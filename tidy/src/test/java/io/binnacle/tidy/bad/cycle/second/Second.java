package io.binnacle.tidy.bad.cycle.second;

import io.binnacle.tidy.bad.cycle.first.First;

/** Breaks rule 9 together with First. */
public final class Second {
  public First first() {
    return new First();
  }
}
