package io.binnacle.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a write. */
public sealed interface WriteOutcome {
  /**
   * The key was written.
   *
   * @param previous the version before; null where the key was created
   */
  record Written(KeyVersion current, @Nullable KeyVersion previous) implements WriteOutcome {}

  /** Keys were deleted in one revision; at least one. */
  record Deleted(Revision revision, List<KeyVersion> previous) implements WriteOutcome {
    public Deleted {
      previous = List.copyOf(previous);
    }
  }

  /** Nothing was there to delete: no new revision. */
  record Unchanged(Revision revision) implements WriteOutcome {}

  /**
   * The key was not as expected.
   *
   * @param current what is there instead; null where the key is absent
   */
  record Conflict(Revision revision, @Nullable KeyVersion current) implements WriteOutcome {}

  /** A transaction was carried out, with one result for each operation of the branch taken. */
  record Transacted(Revision revision, boolean succeeded, List<OperationResult> results)
      implements WriteOutcome {
    public Transacted {
      results = List.copyOf(results);
    }
  }

  /** Compacted up to the revision. */
  record Compacted(Revision compactRevision) implements WriteOutcome {}

  /** It has not been and never will be carried out. */
  record Refused(Reason reason, String why) implements WriteOutcome {}

  /** It may still be carried out, or not. */
  record Undecided(String why) implements WriteOutcome {}

  /** Why a write was refused. */
  enum Reason {
    /** No leader, or the store is closing: another try may succeed. */
    UNAVAILABLE,
    /** Too much is waiting. */
    OVERLOADED,
    TOO_LARGE,
    /** The state or the disk is full; deletes still work (design D3, D4). */
    NO_SPACE,
    /** The request contradicts itself, for example a key written twice by one transaction. */
    INVALID,
    /** Compaction below what is already compacted. */
    ALREADY_COMPACTED,
    /** Compaction of a revision that does not exist yet. */
    FUTURE_REVISION
  }

  /** What one operation of a transaction did. */
  sealed interface OperationResult {
    record PutDone(@Nullable KeyVersion previous) implements OperationResult {}

    record RangeDeleted(List<KeyVersion> previous) implements OperationResult {
      public RangeDeleted {
        previous = List.copyOf(previous);
      }
    }

    record RangeRead(List<KeyVersion> versions, long count) implements OperationResult {
      public RangeRead {
        versions = List.copyOf(versions);
      }
    }

    record NestedDone(boolean succeeded, List<OperationResult> results) implements OperationResult {
      public NestedDone {
        results = List.copyOf(results);
      }
    }
  }
}
