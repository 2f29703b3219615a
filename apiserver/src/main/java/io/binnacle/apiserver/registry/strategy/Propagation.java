package io.binnacle.apiserver.registry.strategy;

/** What becomes of the dependents of an object that is deleted (DEL-07). */
public enum Propagation {
  /** The object goes at once, the garbage collector follows. */
  BACKGROUND,
  /** The dependents go first. */
  FOREGROUND,
  /** The dependents stay and lose their owner. */
  ORPHAN
}
