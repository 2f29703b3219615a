package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;

/** One step of a transaction. */
public sealed interface Operation {
  record Put(Bytes key, Bytes value, Bytes attachment) implements Operation {}

  record DeleteRange(KeyRange range) implements Operation {}

  /**
   * Reads inside the transaction. A limit of 0 means none.
   *
   * @param at {@link Revision#NONE} reads the transaction's own state, with what its earlier
   *     operations did; another revision must lie in the window or the transaction is refused
   */
  record Range(KeyRange range, int limit, Revision at) implements Operation {
    public Range(KeyRange range, int limit) {
      this(range, limit, Revision.NONE);
    }
  }

  record Nested(Write.Transaction transaction) implements Operation {}
}
