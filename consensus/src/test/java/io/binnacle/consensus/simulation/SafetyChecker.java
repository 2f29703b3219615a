package io.binnacle.consensus.simulation;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees everything that every member ever did and compares it with what Raft promises. Knows nothing
 * of how the members work.
 */
final class SafetyChecker {
  private record MemberTerm(long member, long term) {}

  /**
   * @param configuration the newest at or before it in the same log
   */
  private record Known(LogEntry entry, long previousTerm, LogPosition configuration) {}

  private final Map<Long, Long> leaderByTerm = new HashMap<>();
  private final Map<MemberTerm, Long> votes = new HashMap<>();
  private final Map<LogPosition, Known> entries = new HashMap<>();
  private final List<LogEntry> committed = new ArrayList<>();
  // The term of whoever was first seen to believe it, so never below the one it was committed in.
  private final List<Long> committedInTerm = new ArrayList<>();
  private final List<Long> digests = new ArrayList<>();
  private final Map<ProposalId, Long> committedAt = new HashMap<>();
  private final Set<ProposalId> refused = new HashSet<>();
  private final Map<ProposalId, LogPosition> acknowledged = new HashMap<>();
  private final GroupChecker group;
  private long readFloor;

  SafetyChecker(GroupChecker group) {
    this.group = group;
    digests.add(0L);
  }

  private static void require(boolean holds, String invariant, String what) {
    if (!holds) {
      throw new SimulationFailure(invariant + ": " + what);
    }
  }

  /** INV-01: at most one leader per term, over all time. */
  void leads(long member, long term) {
    Long other = leaderByTerm.putIfAbsent(term, member);
    require(
        other == null || other == member,
        "INV-01 election safety",
        "members " + other + " and " + member + " both lead term " + term);
  }

  /** INV-04: a new leader has everything that was committed in earlier terms. */
  void beginsToLead(long member, long term, long applied, LogLookup log) {
    leads(member, term);
    group.elected(
        member,
        term,
        applied,
        voter -> {
          Long candidate = votes.get(new MemberTerm(voter, term));
          return voter == member || (candidate != null && candidate == member);
        });
    for (int i = committed.size() - 1; i >= 0 && i >= committed.size() - 50; i--) {
      LogPosition position = committed.get(i).position();
      require(
          committedInTerm.get(i) >= term || log.holdsOrCovers(position),
          "INV-04 leader completeness",
          "member " + member + " leads term " + term + " without " + position);
    }
  }

  /** INV-07: one vote a term, across restarts. */
  void votes(long member, long term, long candidate) {
    Long other = votes.putIfAbsent(new MemberTerm(member, term), candidate);
    require(
        other == null || other == candidate,
        "INV-07 vote safety",
        "member " + member + " voted for " + other + " and " + candidate + " in term " + term);
  }

  /**
   * INV-03, by induction: an index and a term name one entry, and what stands before it is the same
   * wherever it is. INV-02 follows for a term's own entries.
   */
  void writes(long member, List<LogEntry> written, long termBefore) {
    if (written.isEmpty()) {
      return;
    }
    long previousTerm = termBefore;
    Known before = entries.get(new LogPosition(written.getFirst().index() - 1, previousTerm));
    LogPosition configuration = before == null ? LogPosition.NONE : before.configuration();
    for (LogEntry entry : written) {
      boolean isConfiguration = entry.kind() == LogEntry.Kind.MEMBERSHIP;
      LogPosition configurationBefore = configuration;
      configuration = isConfiguration ? entry.position() : configuration;
      Known known =
          entries.putIfAbsent(entry.position(), new Known(entry, previousTerm, configuration));
      require(
          known == null || (known.entry().equals(entry) && known.previousTerm() == previousTerm),
          "INV-03 log matching",
          "member " + member + " has another " + entry.position());
      if (known == null && isConfiguration) {
        group.appended(entry, configurationBefore);
      }
      previousTerm = entry.term();
    }
  }

  /**
   * The two newest configurations at or before an entry in the same log, as far as they were seen.
   */
  List<LogEntry> configurationsOf(LogPosition position) {
    List<LogEntry> newest = new ArrayList<>();
    Known known = entries.get(position);
    while (known != null && newest.size() < 2) {
      Known configuration = entries.get(known.configuration());
      if (configuration == null) {
        break;
      }
      newest.add(configuration.entry());
      known =
          entries.get(
              new LogPosition(configuration.entry().index() - 1, configuration.previousTerm()));
    }
    return newest;
  }

  /** INV-02. */
  void leaderKeptLog(long member, long term, long lastBefore, long lastAfter) {
    require(
        lastAfter >= lastBefore,
        "INV-02 leader append-only",
        "member " + member + " leads term " + term + " and cut " + lastBefore + " to " + lastAfter);
  }

  /** INV-05, INV-10: a member believes this to be committed, or applies it. */
  void commits(long member, long memberTerm, LogEntry entry) {
    int at = (int) entry.index() - 1;
    require(at <= committed.size(), "INV-05 state machine safety", "a gap before " + entry);
    if (at < committed.size()) {
      require(
          committed.get(at).equals(entry),
          "INV-05 state machine safety",
          "member " + member + " commits " + entry + " where " + committed.get(at) + " was");
      return;
    }
    committed.add(entry);
    committedInTerm.add(memberTerm);
    digests.add(HistoryMachine.mix(digests.getLast(), entry));
    group.committed(entry, memberTerm);
    if (!entry.proposal().equals(ProposalId.NONE)) {
      Long first = committedAt.putIfAbsent(entry.proposal(), entry.index());
      require(first == null, "INV-10 once or never", entry.proposal() + " is committed twice");
      require(
          !refused.contains(entry.proposal()),
          "INV-10 once or never",
          entry.proposal() + " was refused and is committed");
    }
  }

  /** INV-05: equal digests at equal indexes. */
  void applied(long member, long index, long digest) {
    require(
        index < digests.size() && digests.get((int) index) == digest,
        "INV-05 state machine safety",
        "member " + member + " has another state at " + index);
  }

  /** INV-06: whatever is committed is on the disks of a quorum, crashed ones included. */
  void durability(Map<Long, LogLookup> disks) {
    if (committed.isEmpty()) {
      return;
    }
    LogPosition position = committed.getLast().position();
    require(
        group.isDurable(member -> isOnDisk(disks, member, position)),
        "INV-06 committed is durable",
        position + " is committed and not on the disks of a quorum of " + group.newest());
  }

  /** INV-06, at the moment a leader counts. */
  void counts(long member, LogPosition position, long applied, Map<Long, LogLookup> disks) {
    group.counted(member, position, applied, holder -> isOnDisk(disks, holder, position));
  }

  private static boolean isOnDisk(Map<Long, LogLookup> disks, long member, LogPosition position) {
    LogLookup disk = disks.get(member);
    return disk != null && disk.holdsOrCovers(position);
  }

  /** INV-08. */
  void monotone(long member, String what, long before, long after) {
    require(
        after >= before,
        "INV-08 monotone",
        what + " of member " + member + " fell from " + before + " to " + after);
  }

  /** INV-01 and INV-08 across a restart: what was said aloud is remembered. */
  void restarts(long member, HardState hardState, long termSpoken) {
    monotone(member, "the durable term", termSpoken, hardState.term());
  }

  void acknowledges(ProposalId proposal, LogPosition position) {
    Long at = committedAt.get(proposal);
    require(
        at != null && at == position.index(),
        "INV-10 acknowledged writes survive",
        proposal + " was acknowledged at " + position + " and is committed at " + at);
    acknowledged.put(proposal, position);
    readFloor = Math.max(readFloor, position.index());
  }

  void refuses(ProposalId proposal) {
    require(
        !committedAt.containsKey(proposal),
        "INV-10 once or never",
        proposal + " is committed and was refused");
    refused.add(proposal);
  }

  /** What a read that begins now must see at least (INV-11 for a log as the register). */
  long readFloor() {
    return readFloor;
  }

  void reads(long member, long floorAtBegin, long readIndex) {
    require(
        readIndex >= floorAtBegin,
        "INV-11 linearizable reads",
        "member " + member + " reads at " + readIndex + " after " + floorAtBegin + " was answered");
    readFloor = Math.max(readFloor, readIndex);
  }

  /** How many terms had a leader. */
  int leaderTerms() {
    return leaderByTerm.size();
  }

  long committedIndex() {
    return committed.size();
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  @Nullable LogEntry committedEntry(long index) {
    return index < 1 || index > committed.size() ? null : committed.get((int) index - 1);
  }

  /** Whether a log has an entry, or a snapshot in its place. */
  @FunctionalInterface
  interface LogLookup {
    boolean holdsOrCovers(LogPosition position);
  }
}
