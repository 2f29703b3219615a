package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the state machines and the clients of whole nodes see, compared with what they were
 * promised. No-ops and the log itself are not visible from here.
 */
final class NodeChecker {
  private record Applied(LogPosition position, Bytes command, long digest) {}

  private final TreeMap<Long, Applied> byIndex = new TreeMap<>();
  private final Map<Bytes, Long> indexOf = new HashMap<>();
  private final Set<Bytes> refused = new HashSet<>();
  private final Map<Bytes, Long> acknowledged = new HashMap<>();
  private final List<LogPosition> newest = new ArrayList<>();

  /** The term of whoever was first seen to apply it, so never below the one it was committed in. */
  private final Map<LogPosition, Long> appliedInTerm = new HashMap<>();

  private Membership inForce = Membership.NOBODY;
  private Membership before = Membership.NOBODY;
  private long inForceAt;
  private long newestIndex;
  private long readFloor;

  private final Set<LogPosition> seen = new HashSet<>();

  /** Whether nobody was seen to send this entry before. */
  boolean isFirstSeen(LogPosition position) {
    return seen.add(position);
  }

  private static void require(boolean holds, String invariant, String what) {
    if (!holds) {
      throw new SimulationFailure(invariant + ": " + what);
    }
  }

  /** INV-05, INV-10; INV-12, as far as a digest of all commands tells. */
  void applies(long member, long memberTerm, LogPosition position, Bytes command, long digest) {
    Applied now = new Applied(position, command, digest);
    Applied known = byIndex.putIfAbsent(position.index(), now);
    if (known != null) {
      require(
          known.equals(now),
          "INV-05 state machine safety",
          "member " + member + " applies " + now + " where another applied " + known);
      return;
    }
    Long before = indexOf.putIfAbsent(command, position.index());
    require(
        before == null, "INV-10 once or never", command + " at " + before + " and at " + position);
    require(!refused.contains(command), "INV-10 once or never", command + " had been refused");
    if (position.index() > newestIndex) {
      newestIndex = position.index();
      newest.add(position);
      appliedInTerm.put(position, memberTerm);
    }
  }

  /** INV-04: a new leader has what was applied anywhere, unless a later term committed it. */
  void beginsToLead(long member, long term, SafetyChecker.LogLookup log) {
    for (LogPosition position : newest.subList(Math.max(0, newest.size() - 50), newest.size())) {
      require(
          appliedInTerm.getOrDefault(position, 0L) >= term || log.holdsOrCovers(position),
          "INV-04 leader completeness",
          "member " + member + " leads term " + term + " without " + position);
    }
  }

  /** INV-06: the newest that was applied is on the disks of a majority, crashed ones included. */
  void durability(List<SafetyChecker.LogLookup> disks) {
    if (!newest.isEmpty()) {
      LogPosition position = newest.getLast();
      List<Long> holders = new ArrayList<>();
      for (int i = 0; i < disks.size(); i++) {
        if (disks.get(i).holdsOrCovers(position)) {
          holders.add(i + 1L);
        }
      }
      require(
          isQuorum(inForce, holders) || isQuorum(before, holders),
          "INV-06 committed is durable",
          position + " is applied and on the disks of " + holders + " of " + inForce);
    }
  }

  private static boolean isQuorum(Membership membership, List<Long> holders) {
    return isMajority(membership.voters(), holders)
        && (!membership.isJoint() || isMajority(membership.outgoingVoters(), holders));
  }

  private static boolean isMajority(List<Long> voters, List<Long> holders) {
    return voters.stream().filter(holders::contains).count() > voters.size() / 2;
  }

  /**
   * A member goes by this configuration, having applied the log up to here.
   *
   * @return whether it is the first that does
   */
  boolean inForce(long appliedIndex, Membership membership) {
    boolean isNew = appliedIndex >= inForceAt && !membership.equals(inForce);
    if (isNew) {
      before = inForce;
      inForce = membership;
      inForceAt = appliedIndex;
    }
    return isNew;
  }

  Membership inForce() {
    return inForce;
  }

  /** The one before; of nobody where there was none. */
  Membership inForceBefore() {
    return before;
  }

  /** INV-09: neighbours among the configurations of a log have quorums that meet. */
  void configurations(List<LogEntry> log) {
    Membership last = null;
    for (LogEntry entry : log) {
      Membership next =
          entry.kind() == LogEntry.Kind.MEMBERSHIP ? MembershipForm.read(entry.payload()) : null;
      if (last != null && next != null) {
        boolean meet =
            last.voters().equals(next.voters())
                || next.outgoingVoters().equals(last.voters())
                || last.isJoint();
        require(meet, "INV-09 quorum overlap", next + " follows " + last + " in a log");
      }
      last = next == null ? last : next;
    }
  }

  /** Whoever took the snapshot had applied everything up to there. */
  void restores(long member, LogPosition at, long commandIndex, long digest) {
    Map.Entry<Long, Applied> newest = byIndex.floorEntry(at.index());
    boolean isThatState =
        newest == null
            ? commandIndex == 0 && digest == 0
            : commandIndex == newest.getKey() && digest == newest.getValue().digest();
    require(
        isThatState,
        "INV-05 state machine safety",
        "member " + member + " restores another state at " + at);
  }

  void acknowledges(Bytes command, LogPosition position) {
    Long at = indexOf.get(command);
    require(
        at != null && at == position.index(),
        "INV-10 acknowledged writes survive",
        command + " was acknowledged at " + position + ", applied at " + at);
    acknowledged.put(command, position.index());
    readFloor = Math.max(readFloor, position.index());
  }

  void refuses(Bytes command) {
    require(
        !indexOf.containsKey(command), "INV-10 once or never", command + " is applied and refused");
    refused.add(command);
  }

  long readFloor() {
    return readFloor;
  }

  void reads(long member, long floor, long appliedIndex) {
    require(
        appliedIndex >= floor,
        "INV-11 linearizable reads",
        "member " + member + " reads at " + appliedIndex + " after " + floor + " was answered");
  }

  /** Of everything that was applied. */
  long fingerprint() {
    Applied last = byIndex.get(newestIndex);
    return last == null ? 0 : last.digest();
  }

  long newestIndex() {
    return newestIndex;
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }
}
