package io.binnacle.consensus.core;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.election.ElectionTimer;
import io.binnacle.consensus.election.VotePromise;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.LogTail;
import io.binnacle.consensus.log.PersistQueue;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.ConfigurationTrack;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.progress.LogReaders;
import io.binnacle.consensus.progress.ProposalMemory;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayList;
import java.util.List;

/** What a member knows in any role, and the changes that every role may make to it. */
final class CoreState {
  private final CoreConfig config;
  private final LogTail log;
  private final PersistQueue persists;
  private final Outbox outbox;
  private final ElectionTimer timer;
  private final ProposalMemory proposalMemory;
  private final LogReaders readers = new LogReaders();
  private final VotePromise promise;
  private final long recoveredTerm;
  private final ConfigurationTrack configurations;
  private Role role;
  private long term;
  private long votedFor;
  private long leaderId = HardState.NOBODY;
  private long commitIndex;
  private long handedIndex;
  private long appliedIndex;
  private boolean installing;
  private Input.DiskRoom diskRoom = Input.DiskRoom.ENOUGH;
  private LogPosition releasable = LogPosition.NONE;

  CoreState(CoreConfig config, RaftCore.Recovered recovered) {
    this.config = config;
    this.log = new LogTail(recovered.base(), recovered.entries());
    this.persists = new PersistQueue(log.lastIndex());
    this.outbox = new Outbox(log, persists);
    this.timer =
        new ElectionTimer(
            new ElectionTimer.Bounds(
                config.timing().electionTicks(),
                config.timing().heartbeatTicks(),
                config.timing().leaderLossTicksMin(),
                config.timing().leaderLossTicksMax()),
            // Members of one process are often given neighbouring seeds.
            config.seed() * 0x9E3779B97F4A7C15L + config.memberId());
    this.proposalMemory = new ProposalMemory();
    this.promise = new VotePromise(config.lease().promiseNanos());
    this.configurations = new ConfigurationTrack(recovered.membership());
    this.term = recovered.hardState().term();
    this.recoveredTerm = term;
    this.votedFor = recovered.hardState().votedFor();
    this.appliedIndex = recovered.applied().index();
    this.handedIndex = appliedIndex;
    this.commitIndex =
        Math.max(appliedIndex, Math.min(recovered.hardState().commitIndex(), log.lastIndex()));
    Invariant.check(
        appliedIndex >= log.base().index() && appliedIndex <= log.lastIndex(),
        "restored to %s, which the log does not reach: %s",
        recovered.applied(),
        log.last());
    Invariant.check(
        term >= log.last().term(), "term %d, but the log has term %d", term, log.last().term());
    log.applied(appliedIndex);
    readers.restored(recovered.stateVersion());
    recovered.entries().forEach(readers::appended);
    recovered.entries().stream()
        .filter(entry -> entry.index() > appliedIndex)
        .forEach(this::noteConfiguration);
    this.role = new FollowerRole(this);
    timer.expectFirstElection(isSoleVoter());
  }

  CoreConfig config() {
    return config;
  }

  long self() {
    return config.memberId();
  }

  LogTail log() {
    return log;
  }

  PersistQueue persists() {
    return persists;
  }

  Outbox outbox() {
    return outbox;
  }

  ElectionTimer timer() {
    return timer;
  }

  ProposalMemory proposalMemory() {
    return proposalMemory;
  }

  LogReaders readers() {
    return readers;
  }

  /** To leaders, and the clock it is kept by. */
  VotePromise promise() {
    return promise;
  }

  /** In force: the newest that is applied. */
  Membership membership() {
    return configurations.inForce();
  }

  Role role() {
    return role;
  }

  long term() {
    return term;
  }

  long votedFor() {
    return votedFor;
  }

  long leaderId() {
    return leaderId;
  }

  long commitIndex() {
    return commitIndex;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  /** A snapshot is in the log, but the state machine has not read it yet. */
  boolean isInstalling() {
    return installing;
  }

  boolean isDiskFullFor(Proposal proposal) {
    return switch (diskRoom) {
      case ENOUGH -> false;
      case RELIEF_ONLY -> proposal.kind() == Proposal.Kind.COMMAND;
      case NONE -> true;
    };
  }

  void diskRoom(Input.DiskRoom room) {
    diskRoom = room;
  }

  /**
   * The commit hint names only what was durable before this is written. A crash may leave this
   * record without the entries written along with it; what they were to replace would then pass for
   * committed.
   */
  HardState hardState() {
    return new HardState(term, votedFor, Math.min(commitIndex, persists.durableIndex()));
  }

  boolean isSoleVoter() {
    Membership membership = membership();
    return membership.voters().size() == 1 && !membership.isJoint() && membership.isVoter(self());
  }

  /** RAFT-10. */
  boolean mayCampaign() {
    return membership().isVoter(self()) && !installing && !configurations.isUnapplied(commitIndex);
  }

  /**
   * How far a candidate's log must reach at least. A member that has no say by the configuration in
   * force, nor by one behind that in its log, is asked only by those that do not know yet that this
   * configuration is committed, and what they decide needs a majority of the new voters as well;
   * those compare all they have. If it compared more than what is committed, entries that it got
   * while it still had a say, or as a learner, could keep the new voters from leaving the joint
   * consensus for ever.
   */
  LogPosition voteFloor() {
    boolean hasSay = configurations.isVoterFromHereOn(self());
    return hasSay ? log.last() : new LogPosition(commitIndex, log.termAt(commitIndex));
  }

  void become(Role next) {
    role.leave();
    role = next;
  }

  /** Into a later term, as nobody's follower yet. */
  void becomeFollower(long newTerm, long leader) {
    Invariant.check(newTerm >= term, "from term %d back to %d", term, newTerm);
    if (newTerm > term) {
      enterTerm(newTerm, HardState.NOBODY);
    }
    leaderId = leader;
    timer.restart(leader != HardState.NOBODY);
    become(new FollowerRole(this));
  }

  void enterTerm(long newTerm, long vote) {
    Invariant.check(newTerm > term, "from term %d to %d", term, newTerm);
    term = newTerm;
    votedFor = vote;
    leaderId = HardState.NOBODY;
    outbox.hardStateChanged();
  }

  void voteFor(long candidate) {
    Invariant.check(
        votedFor == HardState.NOBODY || votedFor == candidate,
        "voted for %d in this term, now for %d",
        votedFor,
        candidate);
    if (votedFor != candidate) {
      votedFor = candidate;
      outbox.hardStateChanged();
    }
  }

  void follow(long leader) {
    leaderId = leader;
  }

  void append(LogEntry entry) {
    log.append(entry);
    outbox.entriesChangedFrom(entry.index());
    readers.appended(entry);
    noteConfiguration(entry);
  }

  private void noteConfiguration(LogEntry entry) {
    if (entry.kind() == LogEntry.Kind.MEMBERSHIP) {
      Membership next = MembershipForm.read(entry.payload());
      if (next == null) {
        throw Invariant.violated("the entry at " + entry.position() + " is no configuration");
      }
      configurations.appended(entry.index(), next);
      commitTo(configurations.provenCommitted());
    }
  }

  void truncateFrom(long index) {
    Invariant.check(index > commitIndex, "entry %d is removed, commit is %d", index, commitIndex);
    log.truncateFrom(index);
    configurations.truncatedFrom(index);
    persists.truncatedFrom(index);
  }

  void commitTo(long index) {
    Invariant.check(
        index <= log.lastIndex(),
        "told that %d is committed, but the log ends at %d: acknowledged entries were lost",
        index,
        log.lastIndex());
    commitIndex = Math.max(commitIndex, index);
  }

  /** Hands on what is committed and durable here (RAFT-43), in batches (RAFT-25). */
  void applyCommitted() {
    long to = installing ? handedIndex : Math.min(commitIndex, persists.durableIndex());
    while (handedIndex < to) {
      List<LogEntry> batch = log.batch(handedIndex + 1, to, config.flow().appendBytesMax());
      handedIndex += batch.size();
      outbox.now(new Effect.Apply(batch));
    }
  }

  void applied(long index) {
    Invariant.check(index <= handedIndex, "applied %d, but only %d was handed", index, handedIndex);
    appliedIndex = Math.max(appliedIndex, index);
    log.applied(appliedIndex);
    boolean wasMember = membership().contains(self());
    if (configurations.applied(index)) {
      // RAFT-60: those that were needed to get here may be gone for good by the next start.
      outbox.commitMustLast();
      configurationChanged(wasMember);
    }
  }

  private void configurationChanged(boolean wasMember) {
    boolean removed = wasMember && !membership().contains(self());
    outbox.now(new Effect.MembershipChanged(membership(), removed));
    role.membershipChanged();
  }

  /** A received snapshot is on disk (RAFT-66). */
  void snapshotPersisted(SnapshotDescription snapshot) {
    LogPosition position = snapshot.position();
    // One at a time: while the state machine reads one, the next would pull the log from under it.
    // The leader sends it again.
    if (installing || !(role instanceof FollowerRole)) {
      return;
    }
    if (position.index() > commitIndex && log.matches(position)) {
      commitTo(position.index());
    } else if (position.index() > commitIndex) {
      log.restart(position);
      persists.truncatedFrom(1);
      commitIndex = position.index();
      handedIndex = position.index();
      installing = true;
      // Also where this member is not in it: it may have been added later (or removed), and what
      // the snapshot says is the configuration as of its position, as for everybody else (RAFT-61).
      boolean wasMember = membership().contains(self());
      boolean changed = configurations.restart(snapshot.membership());
      outbox.logReplaced(snapshot);
      if (changed) {
        configurationChanged(wasMember);
      }
    }
    if (leaderId != HardState.NOBODY) {
      outbox.sendWhenDurable(
          leaderId, new PeerMessage.AppendReply(term, true, commitIndex, LogPosition.NONE));
    }
  }

  void snapshotInstalled(LogPosition position) {
    Invariant.check(
        installing && position.index() == log.base().index(),
        "installed a snapshot at %s, the log starts at %s",
        position,
        log.base());
    installing = false;
    appliedIndex = position.index();
  }

  void snapshotTaken(LogPosition position) {
    if (position.index() > releasable.index()) {
      releasable = position;
    }
    releaseLog();
  }

  /** Lets go what lies behind the newest snapshot, but for a tail for slow followers (RAFT-69). */
  void releaseLog() {
    long limit = Math.min(releasable.index(), appliedIndex);
    if (installing || limit <= log.base().index()) {
      return;
    }
    CoreConfig.Retention retention = config.retention();
    long kept = log.baseThatKeeps(limit, retention.tailEntriesMax(), retention.tailBytesMax());
    boolean held = role instanceof LeaderRole leader && leader.needsLogUpTo(kept);
    if (kept > log.base().index() && !held) {
      log.releaseTo(kept);
      outbox.now(new Effect.ReleaseLog(log.base()));
    }
  }

  /** Tells the member that took them that these proposals will not be in the log. */
  void refuse(long origin, List<Proposal> proposals, RefusalReason reason) {
    if (proposals.isEmpty()) {
      return;
    }
    List<ProposalId> ids = new ArrayList<>(proposals.size());
    proposals.forEach(proposal -> ids.add(proposal.id()));
    refuseIds(origin, ids, reason);
  }

  void refuseIds(long origin, List<ProposalId> ids, RefusalReason reason) {
    if (origin == self()) {
      outbox.now(new Effect.ProposalsRefused(ids, reason));
    } else {
      outbox.whenTermDurable(
          new Effect.Send(origin, new PeerMessage.ProposeRefused(term, ids, reason)));
    }
  }

  /**
   * Proposals that came for the leader of a term that this member does not lead now. Where it did
   * lead that term, or may have before it restarted, a doubled message may find its first copy in
   * the log: then silence is the only true answer.
   */
  void refuseForwarded(long origin, PeerMessage.Propose propose, RefusalReason reason) {
    if (propose.term() > recoveredTerm) {
      refuse(origin, proposalMemory.unseen(origin, propose.term(), propose.proposals()), reason);
    }
  }
}
