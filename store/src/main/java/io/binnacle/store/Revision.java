package io.binnacle.store;

import io.binnacle.consensus.base.Invariant;

/**
 * The store's counter: 1 when empty, one more for each write that changes something (KV-02). 0
 * stands for none.
 */
public record Revision(long number) implements Comparable<Revision> {
  public static final Revision NONE = new Revision(0);

  public Revision {
    Invariant.check(number >= 0, "revision %s is negative", number);
  }

  public Revision next() {
    return new Revision(number + 1);
  }

  @Override
  public int compareTo(Revision other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
