package io.binnacle.store;

/** How new a view has to be (design D13). */
public sealed interface Freshness {
  /** Contains every write acknowledged before the call, on any replica. */
  record Linearizable() implements Freshness {}

  /** Linearizable while a quorum answers, else the local state: what resourceVersion=0 asks for. */
  record PreferLinearizable() implements Freshness {}

  /** At least this revision; waited for up to a limit, without asking the leader. */
  record AtLeast(Revision revision) implements Freshness {}
}
