package io.binnacle.consensus.simulation;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Who belongs to the group at which index, by what is committed, and whether every election and
 * every commit was decided by those who had a say. Counts for itself and asks no member.
 */
final class GroupChecker {
  private record Committed(LogPosition position, Membership membership, long believedInTerm) {}

  private final Statistics statistics;
  private final TreeMap<Long, Committed> configurations = new TreeMap<>();
  private final Map<Long, Long> leaders = new HashMap<>();
  private final Set<Long> committedTerms = new TreeSet<>();
  private final Set<Long> everMembers = new TreeSet<>();

  GroupChecker(Statistics statistics) {
    this.statistics = statistics;
  }

  /** Where it is not told how the group begins, it has nothing to say. */
  void begins(Membership first) {
    configurations.put(0L, new Committed(LogPosition.NONE, first, 0));
    everMembers.addAll(first.members());
  }

  private static void require(boolean holds, String invariant, String what) {
    if (!holds) {
      throw new SimulationFailure(invariant + ": " + what);
    }
  }

  private static Membership read(LogEntry entry) {
    Membership membership = MembershipForm.read(entry.payload());
    if (membership == null) {
      throw new SimulationFailure("RAFT-53: no configuration at " + entry.position());
    }
    return membership;
  }

  static boolean isQuorum(Membership membership, LongPredicate agrees) {
    return isMajority(membership.voters(), agrees)
        && (!membership.isJoint() || isMajority(membership.outgoingVoters(), agrees));
  }

  private static boolean isMajority(List<Long> voters, LongPredicate agrees) {
    int agreeing = 0;
    for (Long voter : voters) {
      agreeing += agrees.test(voter) ? 1 : 0;
    }
    return agreeing > voters.size() / 2;
  }

  /** In force for whoever has applied everything up to this index, and no more. */
  Membership at(long index) {
    return configurations.floorEntry(index).getValue().membership();
  }

  Membership newest() {
    return configurations.lastEntry().getValue().membership();
  }

  private Membership lastButOne() {
    Map.Entry<Long, Committed> before = configurations.lowerEntry(configurations.lastKey());
    return before == null ? newest() : before.getValue().membership();
  }

  /**
   * A leader puts a configuration into its log (RAFT-54, RAFT-55, RAFT-58, INV-09).
   *
   * @param before the configuration before it in the same log; {@link LogPosition#NONE} for the
   *     first
   */
  void appended(LogEntry entry, LogPosition before) {
    if (configurations.isEmpty()) {
      return;
    }
    Committed previous = configurations.get(before.index());
    require(
        previous != null && previous.position().equals(before),
        "INV-09 one change at a time",
        entry.position() + " is a configuration, but that at " + before + " is not committed");
    require(
        committedTerms.contains(entry.term()),
        "RAFT-54 own term first",
        entry.position() + " is a configuration, but nothing of its term is committed");
    Membership old = previous.membership();
    Membership next = read(entry);
    boolean meets =
        old.isJoint()
            ? !next.isJoint() && next.voters().equals(old.voters())
            : next.isJoint()
                ? next.outgoingVoters().equals(old.voters())
                : next.voters().equals(old.voters());
    require(meets, "INV-09 quorum overlap", next + " follows " + old);
  }

  void committed(LogEntry entry, long believedInTerm) {
    committedTerms.add(entry.term());
    if (entry.kind() != LogEntry.Kind.MEMBERSHIP) {
      return;
    }
    Committed before = configurations.lastEntry().getValue();
    Membership next = read(entry);
    // Only of what is committed: a leader that was replaced may invite whom its successor has.
    for (Long member : next.members()) {
      require(
          before.membership().contains(member) || !everMembers.contains(member),
          "RAFT-58 ids are used once",
          member + " is back in " + next + " behind " + before.membership());
    }
    configurations.put(entry.index(), new Committed(entry.position(), next, believedInTerm));
    everMembers.addAll(next.members());
    count(before, next, entry.term());
  }

  private void count(Committed before, Membership next, long term) {
    statistics.change("committed");
    Membership old = before.membership();
    if (next.isJoint()) {
      statistics.change("joint consensus entered");
    } else if (old.isJoint()) {
      statistics.change("joint consensus left");
      if (term != before.position().term()) {
        statistics.change("joint consensus left by a later leader");
      }
      Long leader = leaders.get(term);
      if (leader != null && next.leaving().contains(leader)) {
        statistics.change("leader removed");
      } else if (leader != null && !next.isVoter(leader)) {
        statistics.change("leader demoted");
      }
    }
    for (Long member : next.members()) {
      if (!old.contains(member)) {
        statistics.change("learner added");
      }
    }
    for (Long member : old.members()) {
      if (!next.contains(member)) {
        statistics.change("member removed");
      }
    }
  }

  /**
   * RAFT-53: all go by the same configuration where they have applied the same; but who was added
   * later knows of nobody until it has applied the first that was ever written down.
   */
  void goesBy(long member, long applied, Membership membership) {
    boolean waits = membership.equals(Membership.NOBODY) && configurations.floorKey(applied) == 0;
    require(
        at(applied).equals(membership) || waits,
        "RAFT-53 one configuration an index",
        "member " + member + " at " + applied + " goes by " + membership + ", not " + at(applied));
  }

  /** RAFT-59: or have had one until the configuration before, and lead the others out of it. */
  void leads(long member, long applied) {
    require(
        at(applied).isVoter(member) || at(applied).leaving().contains(member),
        "RAFT-59 leaders have a say",
        "member " + member + " leads " + at(applied) + " at " + applied);
  }

  /**
   * INV-09: elected by a quorum of the configuration that the candidate goes by, which is no older
   * than the last but one that was committed in earlier terms. So nobody votes who is long gone.
   */
  void elected(long member, long term, long applied, LongPredicate granted) {
    leaders.put(term, member);
    require(
        isQuorum(at(applied), granted),
        "INV-09 elected by those who have a say",
        "member " + member + " leads term " + term + " without a quorum of " + at(applied));
    Map.Entry<Long, Committed> known = configurations.lastEntry();
    while (known.getKey() > 0 && known.getValue().believedInTerm() >= term) {
      known = configurations.lowerEntry(known.getKey());
    }
    Long oldest = configurations.lowerKey(known.getKey());
    require(
        oldest == null || applied >= oldest,
        "INV-09 quorum overlap",
        "member " + member + " leads term " + term + " by " + at(applied) + ", too old");
  }

  /** INV-06: a leader calls something committed that a quorum, by what it goes by, has on disk. */
  void counted(long member, LogPosition position, long applied, LongPredicate holds) {
    require(
        isQuorum(at(applied), holds),
        "INV-06 counted by those who have a say",
        "member " + member + " commits " + position + " without a quorum of " + at(applied));
  }

  /**
   * INV-06: what is committed is on the disks of a quorum of the newest configuration, or of the
   * one before it, by which it may have been counted: each quorum of the next meets those.
   */
  boolean isDurable(LongPredicate holds) {
    return isQuorum(newest(), holds) || isQuorum(lastButOne(), holds);
  }
}
