package io.binnacle.consensus;

import io.binnacle.consensus.log.LogPosition;

/** What became of a change of the group; each ends in exactly one of these. */
public sealed interface MembershipOutcome {
  /** In force, and applied by the member that was asked, up to this position of the log. */
  record Changed(LogPosition position) implements MembershipOutcome {}

  /** Nothing was changed and nothing will be. */
  record Refused(Reason reason, String why) implements MembershipOutcome {}

  /** It may still come into force, or not: {@link GroupAdministration#view} tells. */
  record Undecided(String why) implements MembershipOutcome {}

  /** Why a change was refused. */
  enum Reason {
    /** No leader is known, or none that is ready; another try may succeed. */
    NO_LEADER,
    /** Another change is under way (RAFT-54); another try may succeed. */
    CHANGE_PENDING,
    /** The learner lacks too much of the log (RAFT-57); another try may succeed. */
    NOT_CAUGHT_UP,
    /**
     * Too few of those that would be voters answer at the moment: the change could leave a group
     * that cannot commit (CLUS-11, CLUS-13).
     */
    NOT_ENOUGH_ACTIVE,
    /** It names a member that the group does not have. */
    UNKNOWN_MEMBER,
    /** The id belongs to a member, or did once (RAFT-58). */
    ID_USED,
    /** The member is already what it is to become. */
    NO_CHANGE,
    /** No voter would be left. */
    NO_VOTERS,
    /** More members than a configuration takes. */
    TOO_MANY,
    /** Too much waits to be committed or applied. */
    OVERLOADED,
    /** The disk has no room for more log. */
    DISK_FULL,
    /** The member is closing or has stopped. */
    STOPPED
  }
}
