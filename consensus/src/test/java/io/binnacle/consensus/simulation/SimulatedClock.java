package io.binnacle.consensus.simulation;

/** A member's own clock: it may run fast or slow, and jump both ways (FAULT-09). */
final class SimulatedClock {
  private final EventQueue events;

  /** Not 0, so that it may jump back from the beginning. */
  private long baseNanos = 100_000_000_000L;

  private long sinceNanos;
  private int permille = 1_000;

  SimulatedClock(EventQueue events) {
    this.events = events;
  }

  long nowNanos() {
    return baseNanos + (events.nowNanos() - sinceNanos) / 1_000 * permille;
  }

  /** From now on it runs at this rate, and shows so much more, or less. */
  void set(int newPermille, long jumpNanos) {
    baseNanos = nowNanos() + jumpNanos;
    sinceNanos = events.nowNanos();
    permille = newPermille;
  }
}
