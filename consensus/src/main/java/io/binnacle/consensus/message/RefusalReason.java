package io.binnacle.consensus.message;

/** Why a proposal did not and never will get into the log. The order is part of the wire format. */
public enum RefusalReason {
  /** No leader is known here. */
  NO_LEADER,
  /**
   * It was addressed to the leader of another term (design D17), or was lost on its way to the
   * leader and would come too late now: proposing it again is right.
   */
  OTHER_TERM,
  /** Too much is uncommitted or unapplied (RAFT-32, KV-14). */
  OVERLOADED,
  /** The leader's disk has no room for more log (design D3). */
  DISK_FULL,
  /**
   * The leader is handing over, or has not committed anything of its own term yet: asking again is
   * right.
   */
  LEADER_BUSY,
  /** Of a change: another one is under way (RAFT-54). */
  CHANGE_PENDING,
  /** Of a change: a learner that was to be promoted lacks too much of the log (RAFT-57). */
  NOT_CAUGHT_UP,
  /** Of a change: too few of those that would be voters answer at the moment (CLUS-11, CLUS-13). */
  NOT_ENOUGH_ACTIVE,
  /** Of a change: it names a member that the group does not have. */
  UNKNOWN_MEMBER,
  /** Of a change: the id is or was that of a member (RAFT-58). */
  ID_USED,
  /** Of a change: the member is already what it was to become. */
  NO_CHANGE,
  /** Of a change: it would leave no voter (RAFT-56). */
  NO_VOTERS,
  /** Of a change: more members than a configuration takes, or no change that can be read. */
  BAD_CHANGE,
  /** A member of the group could not read it in its log: once all are upgraded it is taken. */
  NOT_UNDERSTOOD,
  /** Of a change: another member has the name of the new one. */
  NAME_USED,
  /** Of a change: another member has the address of the new one (CLUS-10). */
  ADDRESS_USED
}
