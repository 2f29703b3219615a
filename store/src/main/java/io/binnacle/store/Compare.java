package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;

/**
 * One condition of a transaction; a key that is absent has version, revisions and lease 0 (KV-36,
 * KV-37).
 */
public record Compare(KeyRange range, Relation relation, Operand operand) {
  /** How the key's attribute relates to the operand. */
  public enum Relation {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    LESS
  }

  /** The attribute that is compared, with what it is compared to. */
  public sealed interface Operand {
    record Version(long version) implements Operand {}

    record CreateRevision(Revision revision) implements Operand {}

    record ModRevision(Revision revision) implements Operand {}

    /** A value compare on an absent key is false whatever the relation. */
    record Value(Bytes value) implements Operand {}

    record KeyLease(long keyLease) implements Operand {}
  }
}
