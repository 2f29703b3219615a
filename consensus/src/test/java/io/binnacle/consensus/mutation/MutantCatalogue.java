package io.binnacle.consensus.mutation;

import io.binnacle.consensus.mutation.Edit.Answers;
import io.binnacle.consensus.mutation.Edit.BecomesPatch;
import io.binnacle.consensus.mutation.Edit.ChangesConstant;
import io.binnacle.consensus.mutation.Edit.DropsCall;
import io.binnacle.consensus.mutation.Edit.FixesBranch;
import io.binnacle.consensus.mutation.Edit.RedirectsCall;
import java.util.List;
import java.util.stream.Stream;

/**
 * All mutants. Where an invariant of the code itself would stop one early, that is taken out too.
 */
final class MutantCatalogue {
  private static final String CORES = "CORES";
  private static final String NODES = "NODES";
  private static final String UPGRADES = "UPGRADES";
  private static final String LEASES = "LEASES";

  private MutantCatalogue() {}

  static List<Mutant> all() {
    return Stream.of(
            elections(),
            groups(),
            standings(),
            replication(),
            applying(),
            groupsOfNodes(),
            reads(),
            snapshots(),
            disks(),
            clients(),
            upgrades(),
            leases())
        .flatMap(List::stream)
        .toList();
  }

  private static Mutant quick(String name, String breaks, String level, Edit... edits) {
    return new Mutant(name, breaks, level, true, List.of(edits));
  }

  private static Mutant slow(String name, String breaks, String level, Edit... edits) {
    return new Mutant(name, breaks, level, false, List.of(edits));
  }

  private static List<Mutant> elections() {
    return List.of(
        quick(
            "votes twice",
            "RAFT-01: a vote of this term does not hinder the next",
            CORES,
            new Answers("core.CoreState", "votedFor", 0),
            new DropsCall("core.CoreState", "voteFor", "check")),
        quick(
            "forgets its vote",
            "RAFT-01: the vote is not written down",
            CORES,
            new Answers("log.HardState", "votedFor", 0)),
        quick(
            "forgets its term",
            "RAFT-01: a new term is not written down",
            CORES,
            new DropsCall("core.CoreState", "enterTerm", "hardStateChanged")),
        quick(
            "votes before its disk",
            "RAFT-36: votes leave before they are durable",
            CORES,
            new BecomesPatch("core.Outbox", "whenTermDurable", "core.CorePatches.now")),
        slow(
            "counts its own vote before its disk",
            "RAFT-12: a candidate wins with a vote that a crash takes back",
            CORES,
            new Answers("core.Outbox", "isTermDurable", 1)),
        quick(
            "votes for any log",
            "RAFT-05: the candidate's log is not compared",
            CORES,
            new Answers("log.LogPosition", "isAtLeastAsUpToDateAs", 1)),
        slow(
            "votes for the longer log",
            "RAFT-05: the last term is not compared, only the length",
            CORES,
            new BecomesPatch(
                "log.LogPosition", "isAtLeastAsUpToDateAs", "mutation.Patches.isAtLeastAsLong")),
        quick(
            "needs no majority",
            "Raft 5.2 and 5.3: one voter is enough for everything",
            CORES,
            new ChangesConstant("quorum.MajorityQuorum", "agreed", 2, 1)));
  }

  private static List<Mutant> groups() {
    return List.of(
        quick(
            "asks only the new voters",
            "RAFT-55: in joint consensus a majority of the new voters is enough",
            CORES,
            new RedirectsCall("quorum.JointQuorum", "agreed", "min", "mutation.Patches.first")),
        quick(
            "asks only the old voters",
            "RAFT-55: in joint consensus a majority of the old voters is enough",
            CORES,
            new RedirectsCall(
                "quorum.JointQuorum", "agreed", "min", "mutation.Patches.secondIfAny")),
        quick(
            "changes voters without joint consensus",
            "BUG-26: in force when appended, waits neither for its own term nor for the last change",
            CORES,
            new RedirectsCall(
                "membership.MembershipChange", "judge", "equals", "mutation.Patches.alike"),
            new FixesBranch("core.GroupChanges", "decide", 3, true),
            new FixesBranch("core.GroupChanges", "decide", 1, true),
            new BecomesPatch(
                "membership.ConfigurationTrack",
                "appended",
                "membership.TrackPatches.inForceAtOnce"),
            new RedirectsCall(
                "core.LeaderRole",
                "appendConfiguration",
                "append",
                "core.CorePatches.appendInForce")),
        quick(
            "begins a change before its own term",
            "RAFT-54, BUG-26: a new leader does not wait for an entry of its own",
            CORES,
            new FixesBranch("core.GroupChanges", "decide", 3, true),
            new FixesBranch("core.GroupChanges", "decide", 1, true)));
  }

  private static List<Mutant> standings() {
    return List.of(
        quick(
            "counts learners",
            "RAFT-57: a learner's word counts as a voter's",
            CORES,
            new RedirectsCall(
                "quorum.JointQuorum", "<init>", "voters", "mutation.Patches.votersAndLearners")),
        quick(
            "leads on without a say",
            "RAFT-59: a leader that is removed or demoted stays",
            CORES,
            new Answers("core.GroupChanges", "membershipChanged", 1)),
        quick(
            "stays in joint consensus",
            "RAFT-55, BUG-27: nobody leads the group out",
            CORES,
            new Answers("core.GroupChanges", "isNextDue", 0)),
        quick(
            "lets the removed go at once",
            "RAFT-60: they leave with the joint consensus, which the others may not know is over",
            CORES,
            new BecomesPatch(
                "membership.Membership", "followedBy", "membership.TrackPatches.letsGoAtOnce")),
        slow(
            "compares all of its log without a say",
            "BUG-27: who lost its say keeps the new voters from an election",
            CORES,
            new BecomesPatch("core.CoreState", "voteFloor", "core.CorePatches.wholeLog")));
  }

  private static List<Mutant> replication() {
    return List.of(
        slow(
            "commits an old term's entry by counting",
            "RAFT-23, figure 8",
            CORES,
            new BecomesPatch("quorum.CommitRule", "allows", "mutation.Patches.allowsAnyTerm")),
        quick(
            "acknowledges before its disk",
            "RAFT-37: entries are acknowledged before they are durable",
            CORES,
            new BecomesPatch("core.Outbox", "sendWhenDurable", "core.CorePatches.sendNow")),
        quick(
            "counts itself before its disk",
            "RAFT-24: a leader counts entries that only its memory has",
            CORES,
            new RedirectsCall(
                "core.LeaderRole", "matchIndexOf", "persists", "core.CorePatches.allDurable")),
        quick(
            "appends without a match",
            "RAFT-21: the entry before the new ones is not compared",
            CORES,
            new FixesBranch("core.FollowerRole", "append", 2, true)),
        slow(
            "truncates at every message",
            "RAFT-21: an old message cuts what came after it",
            CORES,
            new DropsCall("core.FollowerRole", "take", "matches")),
        quick(
            "truncates what is committed",
            "RAFT-21, RAFT-41: entries at or below the commit index are replaced",
            CORES,
            new FixesBranch("core.FollowerRole", "take", 0, false),
            new DropsCall("core.FollowerRole", "take", "matches"),
            new FixesBranch("core.FollowerRole", "append", 0, true),
            new DropsCall("core.CoreState", "truncateFrom", "check")),
        quick(
            "announces what a follower may not have",
            "RAFT-22: heartbeats carry the leader's commit index unbounded",
            CORES,
            new RedirectsCall("core.LeaderRole", "heartbeatFor", "min", "mutation.Patches.second")),
        slow(
            "believes late syncs",
            "RAFT-42: a sync of entries that were replaced meanwhile counts for their successors",
            CORES,
            new Answers("log.PersistQueue", "truncatedFrom", 0)));
  }

  private static List<Mutant> applying() {
    return List.of(
        quick(
            "hands entries out twice",
            "RAFT-25: the last entry of a batch is applied again",
            CORES,
            new RedirectsCall(
                "core.CoreState",
                "applyCommitted",
                "batch",
                "mutation.Patches.batchWithOneBefore")),
        quick(
            "applies twice",
            "RAFT-25: the same, and the apply loop does not look at the index",
            NODES,
            new RedirectsCall(
                "core.CoreState", "applyCommitted", "batch", "mutation.Patches.batchWithOneBefore"),
            new DropsCall("driver.ApplyLoop", "advance", "check")));
  }

  private static List<Mutant> groupsOfNodes() {
    return List.of(
        slow(
            "asks only the new voters in joint consensus",
            "RAFT-55: a majority of the incoming half decides alone",
            NODES,
            new RedirectsCall("quorum.JointQuorum", "agreed", "min", "mutation.Patches.first")),
        slow(
            "changes the voters in one step",
            "RAFT-55: any change of voters without joint consensus",
            NODES,
            new RedirectsCall(
                "membership.MembershipChange", "judge", "equals", "mutation.Patches.alike")),
        slow(
            "single-server membership bug",
            "RAFT-13, RAFT-14, BUG-26: no joint consensus, and a new leader begins a change before"
                + " it has committed anything, while another may be under way",
            NODES,
            new RedirectsCall(
                "membership.MembershipChange", "judge", "equals", "mutation.Patches.alike"),
            new FixesBranch("core.GroupChanges", "decide", 3, true),
            new FixesBranch("core.GroupChanges", "decide", 1, true)));
  }

  private static List<Mutant> reads() {
    return List.of(
        slow(
            "reads without a round",
            "RAFT-46: a leader answers reads without asking whether it still leads",
            CORES,
            new RedirectsCall(
                "core.LeaderReads", "answerConfirmed", "confirm", "mutation.Patches.confirmAll")),
        slow(
            "reads before it knows what is committed",
            "RAFT-46: a new leader answers before an entry of its term is committed",
            CORES,
            new FixesBranch("core.LeaderReads", "serve", 1, true)),
        slow(
            "takes any answer for its read",
            "RAFT-48: an answer to an earlier request confirms a later read",
            CORES,
            new FixesBranch("read.ForwardedReads", "answered", 0, false)),
        quick(
            "reads before it has applied",
            "RAFT-47: the read index is not waited for",
            NODES,
            new FixesBranch("driver.PendingReads", "ready", 1, false)));
  }

  private static List<Mutant> snapshots() {
    return List.of(
        slow(
            "goes back to an older snapshot",
            "RAFT-66: a snapshot behind the commit index is installed",
            CORES,
            new FixesBranch("core.FollowerRole", "receive", 0, true),
            new FixesBranch("core.CoreState", "snapshotPersisted", 4, false),
            new FixesBranch("core.CoreState", "snapshotPersisted", 2, true)),
        quick(
            "releases log that no snapshot has",
            "RAFT-69: the log is cut up to what is applied",
            NODES,
            new RedirectsCall("core.CoreState", "releaseLog", "min", "mutation.Patches.second")),
        quick(
            "does not restore a snapshot it received",
            "RAFT-66: the log begins behind a state that the state machine never had",
            NODES,
            new DropsCall("driver.EffectRunner", "start", "restore")),
        slow(
            "takes any snapshot for whole",
            "RAFT-68: the checksum of a snapshot's content is not compared",
            NODES,
            new Answers("snapshot.SnapshotFile", "isWhole", 1)));
  }

  private static List<Mutant> disks() {
    return List.of(
        quick(
            "does not sync",
            "WAL-08: a write is called durable when it is in the cache",
            NODES,
            new DropsCall("wal.WriteAheadLog", "sync", "sync")),
        quick(
            "does not sync the directory",
            "WAL-06: a new segment's name is not durable",
            NODES,
            new DropsCall("wal.WriteAheadLog", "name", "syncDirectory")),
        slow(
            "tries a failed sync again",
            "WAL-09, BUG-37: the second sync succeeds, the pages are lost",
            NODES,
            new RedirectsCall(
                "wal.SegmentWriter", "sync", "sync", "mutation.Patches.syncUntilItSucceeds")),
        slow(
            "skips the checksum",
            "WAL-01: records are not compared with their checksum",
            NODES,
            new FixesBranch("wal.segment.MarkedReader", "readRecords", 6, true)),
        slow(
            "cuts the log at any damage",
            "WAL-11, BUG-38: what was synced and rotted is taken for torn",
            NODES,
            new Answers("wal.segment.SegmentReader$Rest", "looksTorn", 1),
            new Answers("wal.segment.SegmentReader$Rest", "durableLater", 0)),
        slow(
            "takes any mark for one of before",
            "WAL-11: a sector that was written, and whose mark rotted, is taken for torn",
            NODES,
            new Answers("wal.segment.MarkedReader", "isAsBefore", 1)),
        quick(
            "forgets what a file held before",
            "WAL-10: where a torn write did not reach, old records are taken for damage",
            NODES,
            new Answers("wal.segment.MarkedReader", "isOld", 0)),
        slow(
            "relies on what no sync has written",
            "WAL-09: what a killed process left in the cache counts as durable at the next start",
            NODES,
            new DropsCall("wal.WalRecovery", "readSegment", "makeDurable")),
        slow(
            "takes a torn write for damage",
            "WAL-10: a crash in the middle of a write keeps the member from starting",
            NODES,
            new Answers("wal.segment.SegmentReader$Rest", "looksTorn", 0)));
  }

  private static List<Mutant> leases() {
    return List.of(
        quick(
            "trusts all clocks",
            "RAFT-50: a lease lasts as long as the promise, whatever clocks may drift",
            LEASES,
            new RedirectsCall(
                "tuning.CoreConfig$ReadLease",
                "of",
                "leaseNanos",
                "mutation.Patches.wholePromise")),
        quick(
            "breaks its promise",
            "RAFT-50: a follower votes although it has promised not to",
            LEASES,
            new Answers("election.VotePromise", "binds", 0)),
        slow(
            "forgets its promise in a restart",
            "RAFT-50: a member that starts votes at once",
            LEASES,
            new DropsCall("election.VotePromise", "clock", "promiseAfterStart")),
        quick(
            "keeps its lease while it hands over",
            "RAFT-51: the leader goes on to read when another one may lead",
            LEASES,
            new DropsCall("core.LeaderRole", "transferTo", "giveUpLease")));
  }

  private static List<Mutant> upgrades() {
    return List.of(
        quick(
            "proposes what some cannot read",
            "CLUS-25, design D16: a leader does not ask what all members understand",
            UPGRADES,
            new Answers("core.LeaderRole", "canAllRead", 1)),
        quick(
            "takes silence for understanding",
            "CLUS-25: of members that it has not heard yet, a leader believes the best",
            UPGRADES,
            new RedirectsCall(
                "progress.LogReaders", "of", "getOrDefault", "mutation.Patches.saidOrAll")));
  }

  private static List<Mutant> clients() {
    return List.of(
        quick(
            "appends doubled proposals twice",
            "RAFT-34: a proposal whose message was doubled is appended twice",
            CORES,
            new RedirectsCall(
                "core.LeaderRole", "takeForwarded", "sort", "core.CorePatches.allProposals")),
        quick(
            "proposes again what is on its way",
            "design D17: proposals of the current term are taken for lost",
            NODES,
            new RedirectsCall(
                "driver.ApplyLoop", "advance", "takeOlderThan", "driver.DriverPatches.takeAll")),
        quick(
            "calls undecided refused",
            "KV-13: a proposal that may still be applied is reported as refused",
            NODES,
            new BecomesPatch(
                "driver.PendingProposals", "undecided", "driver.DriverPatches.refuse")),
        quick(
            "counts proposals from the start in each life",
            "RAFT-34: a leader takes a proposal of this life for a doubled one of an earlier life",
            NODES,
            new RedirectsCall(
                "driver.Recovery", "recover", "increment", "driver.DriverPatches.startsAtOne")),
        quick(
            "answers with an entry of an earlier life",
            "RAFT-45: an entry of an earlier life answers a proposal of this one",
            NODES,
            new RedirectsCall(
                "driver.ApplyLoop", "answer", "take", "driver.DriverPatches.takeOfAnyLife")));
  }
}
