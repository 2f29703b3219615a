package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Invariant;

/** A place in Raft's log. Index 0 with term 0 stands before the first entry. */
public record LogPosition(long index, long term) {
  public static final LogPosition NONE = new LogPosition(0, 0);

  public LogPosition {
    Invariant.check(index >= 0 && term >= 0, "log position %d of term %d", index, term);
  }

  /**
   * Raft section 5.4.1: the log with the later last term, then the longer one, is more up to date.
   */
  public boolean isAtLeastAsUpToDateAs(LogPosition other) {
    return term > other.term || (term == other.term && index >= other.index);
  }
}
