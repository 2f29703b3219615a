package io.binnacle.tidy.bad.pure;

import java.time.Instant;

/** Breaks rule 2: asks the clock. */
final class ClockReader {
  private ClockReader() {}

  static long nanos() {
    return System.nanoTime();
  }

  static Instant now() {
    return Instant.now();
  }
}
