package io.binnacle.consensus.message;

/** Why a proposal did not and never will get into the log. The order is part of the wire format. */
public enum RefusalReason {
  /** No leader is known here. */
  NO_LEADER,
  /** It was addressed to the leader of another term (design D17). */
  OTHER_TERM,
  /** Too much is uncommitted or unapplied (RAFT-32, KV-14). */
  OVERLOADED,
  /** The leader's disk has no room for more log (design D3). */
  DISK_FULL
}
