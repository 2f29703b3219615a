package io.binnacle.store;

/** What became of a wish to watch. */
public sealed interface WatchOutcome {
  record Opened(WatchCursor cursor) implements WatchOutcome {}

  /**
   * The first event wanted lies below the compacted revision. Events of the compacted revision
   * itself are still there (KVWATCH-10).
   */
  record Compacted(Revision compactRevision) implements WatchOutcome {}

  /** More watchers than the store allows. */
  record TooMany(String why) implements WatchOutcome {}
}
