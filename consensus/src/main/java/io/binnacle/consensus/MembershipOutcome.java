package io.binnacle.consensus;

import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.message.RefusalReason;

/** What became of a change of the group; each ends in exactly one of these. */
public sealed interface MembershipOutcome {
  /** In force, and applied by the member that was asked, up to this position of the log. */
  record Changed(LogPosition position) implements MembershipOutcome {}

  /** Nothing was changed and nothing will be. */
  record Refused(Reason reason, String why) implements MembershipOutcome {
    /** What the reasons of the core say to whoever administers the group. */
    public static Refused of(RefusalReason reason) {
      return switch (reason) {
        case NO_LEADER, OTHER_TERM, LEADER_BUSY ->
            new Refused(Reason.NO_LEADER, "no leader is ready to take it");
        case OVERLOADED -> new Refused(Reason.OVERLOADED, "too much is waiting");
        case DISK_FULL -> new Refused(Reason.DISK_FULL, "the leader's disk has no room");
        case CHANGE_PENDING -> new Refused(Reason.CHANGE_PENDING, "another change is under way");
        case NOT_CAUGHT_UP ->
            new Refused(
                Reason.NOT_CAUGHT_UP, "the learner has not caught up with the leader's log yet");
        case NOT_ENOUGH_ACTIVE ->
            new Refused(
                Reason.NOT_ENOUGH_ACTIVE,
                "too few of the voters there would be answer at the moment");
        case UNKNOWN_MEMBER -> new Refused(Reason.UNKNOWN_MEMBER, "the group has no such member");
        case ID_USED -> new Refused(Reason.ID_USED, "the id is or was that of a member");
        case NO_CHANGE -> new Refused(Reason.NO_CHANGE, "the member is that already");
        case NO_VOTERS -> new Refused(Reason.NO_VOTERS, "no voter would be left");
        case BAD_CHANGE, NOT_UNDERSTOOD ->
            new Refused(Reason.TOO_MANY, "more members than a configuration takes");
        case NAME_USED -> new Refused(Reason.NAME_USED, "another member has that name");
        case ADDRESS_USED ->
            new Refused(Reason.ADDRESS_USED, "another member has that peer address");
      };
    }

    /** The same, where it is known whose name or address it is. */
    public static Refused of(MembershipChange.Clash clash) {
      String holder = HexadecimalId.of(clash.holder().memberId());
      MemberContact added = clash.added();
      return clash.flaw() == MembershipChange.Flaw.NAME_USED
          ? new Refused(
              Reason.NAME_USED, "the name " + added.name() + " is that of member " + holder)
          : new Refused(
              Reason.ADDRESS_USED,
              "the peer address "
                  + added.host()
                  + ":"
                  + added.port()
                  + " is that of member "
                  + clash.holder().name()
                  + " ("
                  + holder
                  + ")");
    }
  }

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
    /** Another member has the name. */
    NAME_USED,
    /** Another member has the peer address (CLUS-10). */
    ADDRESS_USED,
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
