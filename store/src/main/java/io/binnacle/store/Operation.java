package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;

/** One step of a transaction. */
public sealed interface Operation {
  record Put(Bytes key, Bytes value, Bytes attachment) implements Operation {}

  record DeleteRange(KeyRange range) implements Operation {}

  /** Reads inside the transaction, at its own state. A limit of 0 means none. */
  record Range(KeyRange range, int limit) implements Operation {}

  record Nested(Write.Transaction transaction) implements Operation {}
}
