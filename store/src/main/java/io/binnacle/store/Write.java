package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;
import java.util.List;

/** What a client can ask the store to change. */
public sealed interface Write {
  /** Writes one key if it is as expected. */
  record Put(Bytes key, Bytes value, Bytes attachment, Expected expected) implements Write {}

  /**
   * Deletes one key if it is as expected; a key that is not there and was not expected is {@link
   * WriteOutcome.Unchanged}.
   */
  record Delete(Bytes key, Expected expected) implements Write {}

  /** Deletes every key of the range in one revision. */
  record DeleteRange(KeyRange range) implements Write {}

  /**
   * Etcd's transaction: all compares hold, then the first list, else the second (KV-34 to KV-44).
   */
  record Transaction(List<Compare> compares, List<Operation> onSuccess, List<Operation> onFailure)
      implements Write {
    public Transaction {
      compares = List.copyOf(compares);
      onSuccess = List.copyOf(onSuccess);
      onFailure = List.copyOf(onFailure);
    }
  }

  /** Forgets superseded versions below the revision (KV-45). */
  record Compact(Revision revision) implements Write {}

  /** What a single-key write expects to find. */
  sealed interface Expected {
    record Anything() implements Expected {}

    /** The key does not exist. */
    record Absent() implements Expected {}

    /** The key exists and was last written at this revision. */
    record ModRevision(Revision revision) implements Expected {}
  }
}
