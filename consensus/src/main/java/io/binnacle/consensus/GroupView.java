package io.binnacle.consensus;

import io.binnacle.consensus.message.Understanding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The group as one member has applied it.
 *
 * @param leaderId null while no leader is known
 * @param joint whether a change of voters is under way
 * @param members ascending by id
 * @param understands what all of them can read, as far as the member that was asked knows: commands
 *     beyond it are refused
 */
public record GroupView(
    long clusterId,
    @Nullable Long leaderId,
    boolean joint,
    List<Member> members,
    Understanding understands) {
  public GroupView {
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param name and address as they were told when it was added, or by the flags of the first start
   * @param connected as seen by the member that was asked; always of itself
   * @param roundTripNanos how long it last took until it answered the member that was asked; null
   *     where that was not measured
   * @param progress what the leader knows of it; null where another member was asked
   * @param understands what it has said that it can read in the log, to the member that was asked;
   *     the least there is where it said nothing since that one started
   */
  public record Member(
      long memberId,
      String name,
      String host,
      int port,
      Standing standing,
      boolean connected,
      @Nullable Long roundTripNanos,
      @Nullable Progress progress,
      Understanding understands) {}

  /** What say a member has. */
  public enum Standing {
    VOTER,
    LEARNER,
    /** A voter that will be none when the change is complete. */
    OUTGOING_VOTER
  }

  /**
   * How far a member is, in the eyes of the leader.
   *
   * @param matchIndex what it certainly has on disk
   * @param lagEntries what it lacks of the leader's log
   * @param recentlyHeard whether it answered within the last election timeout
   * @param snapshot whether it is being sent a snapshot
   * @param inFlight appends that it has not answered yet
   */
  public record Progress(
      long matchIndex, long lagEntries, boolean recentlyHeard, boolean snapshot, int inFlight) {}
}
