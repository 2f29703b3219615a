package io.binnacle.store;

/** What became of a wish for a view. */
public sealed interface ViewOutcome {
  record Ready(StoreView view) implements ViewOutcome {}

  /** No leader answered in time. */
  record Unavailable(String why) implements ViewOutcome {}

  /** This replica did not reach the revision in time: it may lie in the future. */
  record NotReached(Revision wanted, Revision current) implements ViewOutcome {}
}
