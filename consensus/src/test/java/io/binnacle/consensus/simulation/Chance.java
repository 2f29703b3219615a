package io.binnacle.consensus.simulation;

/** SplitMix64: where all chance of a simulation comes from. */
final class Chance {
  private long state;

  Chance(long seed) {
    this.state = seed;
  }

  long next() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** From 0 to bound - 1. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** Both ends included. */
  long between(long min, long max) {
    return min + Long.remainderUnsigned(next(), max - min + 1);
  }

  boolean percent(int likelihood) {
    return below(100) < likelihood;
  }

  /** A generator of its own, so that one part's appetite does not change another's luck. */
  Chance fork() {
    return new Chance(next());
  }
}
