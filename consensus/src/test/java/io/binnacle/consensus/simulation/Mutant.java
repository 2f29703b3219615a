package io.binnacle.consensus.simulation;

/** Bugs that are put in on purpose, so that the checks are known to be able to fail. */
enum Mutant {
  /** None. */
  HEALTHY,
  /** Votes and acknowledgements leave before the disk has them (RAFT-36, RAFT-37). */
  ANSWERS_BEFORE_PERSIST,
  /** The vote is not written down, so a restart votes again (RAFT-01). */
  FORGETS_VOTE,
  /** A leader calls entries of earlier terms committed by counting (RAFT-23, figure 8). */
  COMMITS_OLD_TERM,
  /** A leader calls everything it has appended committed. */
  COMMITS_WITHOUT_QUORUM,
  /** A leader answers reads without asking whether it still leads (RAFT-46). */
  READS_WITHOUT_ROUND,
  /** A sync's answer is believed although the entries were overwritten meanwhile (RAFT-41). */
  KEEPS_OVERWRITTEN_ENTRIES,
  /** An entry is handed to the state machine twice in a while (RAFT-25). */
  APPLIES_TWICE,
  /** A leader takes a proposal that was addressed to an earlier one (design D17). */
  TAKES_PROPOSALS_OF_OTHER_TERMS
}
