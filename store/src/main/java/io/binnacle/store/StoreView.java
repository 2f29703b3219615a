package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The state at one revision: immutable, free of locks, and kept alive by whoever holds it, even
 * past compaction. A view shares its structure with all others.
 */
public interface StoreView {
  /** The revision whose state this is. */
  Revision revision();

  /** The store's compacted revision when the underlying state was published. */
  Revision compactRevision();

  /** The key's version at this revision; null where it does not exist. */
  @Nullable KeyVersion get(Bytes key);

  /** Live keys in order, made as they are asked for. */
  Iterator<KeyVersion> iterate(KeyRange range);

  /**
   * How many keys live in the range, in logarithmic time where the view is of the newest revision.
   */
  long count(KeyRange range);

  /** The state at an older revision. */
  AtRevision at(Revision revision);

  /** What became of a wish for an older state. */
  sealed interface AtRevision {
    record View(StoreView view) implements AtRevision {}

    /** The revision lies below the compacted one. */
    record Compacted(Revision compactRevision) implements AtRevision {}

    /** The revision lies above this view's. */
    record Future(Revision current) implements AtRevision {}
  }
}
