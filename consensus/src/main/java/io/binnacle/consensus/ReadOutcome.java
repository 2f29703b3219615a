package io.binnacle.consensus;

/** What became of a read barrier. */
public sealed interface ReadOutcome {
  /** Reads of the local state are linearizable with respect to the moment of the call. */
  record Ready(long appliedIndex) implements ReadOutcome {}

  /** No leader, or leadership could not be confirmed in time. */
  record Unavailable(String why) implements ReadOutcome {}
}
