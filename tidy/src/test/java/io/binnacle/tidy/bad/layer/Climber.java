package io.binnacle.tidy.bad.layer;

import io.binnacle.tidy.bad.cycle.first.First;

/** Breaks rules 1, 4 and 5: sees a room that it may not see. */
final class Climber {
  private Climber() {}

  static First first() {
    return new First();
  }
}
