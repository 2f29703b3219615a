package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.CommitAdvanced;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshotReply;
import io.binnacle.consensus.message.PeerMessage.Propose;
import io.binnacle.consensus.message.PeerMessage.ReadIndexRequest;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.progress.FollowerProgress;
import io.binnacle.consensus.progress.FollowerReport;
import io.binnacle.consensus.progress.FollowerTable;
import io.binnacle.consensus.progress.ProposalMemory;
import io.binnacle.consensus.progress.UncommittedBytes;
import io.binnacle.consensus.quorum.CommitRule;
import io.binnacle.consensus.quorum.JointQuorum;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts proposals into the log, brings the log to the others, and says what is committed. */
final class LeaderRole extends Role {
  /**
   * For how long a snapshot keeps the log behind it (RAFT-69): 30 s on its way, and 30 s more from
   * its arrival, in which what is behind it is sent.
   */
  private static final long SNAPSHOT_HOLDS_LOG_TICKS = 1_200;

  private JointQuorum quorum;
  private final FollowerTable followers;
  private final GroupChanges changes;
  private final LeaderReads reads;
  private int quorumCheckTicks;
  private int heartbeatTicks;
  private final UncommittedBytes uncommitted;

  private LeaderRole(CoreState state) {
    super(state);
    CoreConfig.Flow flow = state.config().flow();
    this.quorum = new JointQuorum(state.membership());
    this.followers =
        new FollowerTable(state.self(), flow.inflightAppendsMax(), flow.inflightBytesMax());
    followers.goBy(state.membership().members(), state.log().lastIndex(), state.timer().nowTick());
    this.changes = new GroupChanges(state, followers, state.log().lastIndex() + 1);
    this.reads = new LeaderReads(state, followers, this::heartbeatFor);
    this.uncommitted = new UncommittedBytes(state.log(), state.commitIndex());
  }

  static void lead(CoreState state) {
    LeaderRole role = new LeaderRole(state);
    state.follow(state.self());
    state.become(role);
    state.timer().restart(true);
    state.proposalMemory().lead(state.term());
    role.append(LogEntry.noOp(role.nextPosition()));
  }

  @Override
  Effect.RoleName name() {
    return Effect.RoleName.LEADER;
  }

  @Override
  void tick() {
    state.timer().tick();
    CoreConfig.Timing timing = state.config().timing();
    if (++quorumCheckTicks >= timing.electionTicks()) {
      quorumCheckTicks = 0;
      if (!isQuorumActive()) {
        state.becomeFollower(state.term(), HardState.NOBODY);
        return;
      }
    }
    if (isDiskStalled(timing.electionTicks())) {
      state.becomeFollower(state.term(), HardState.NOBODY);
      return;
    }
    reads.tick();
    changes.tick();
    if (++heartbeatTicks >= timing.heartbeatTicks()) {
      changes.heartbeat();
      broadcastHeartbeat();
      state.releaseLog();
    }
  }

  /** RAFT-08. */
  private boolean isQuorumActive() {
    List<Long> heard = followers.endActivePeriod();
    return quorum.agreed(member -> heard.contains(member) ? 1 : 0) > 0;
  }

  /** RAFT-74: a leader whose disk hangs makes room for one whose disk does not. */
  private boolean isDiskStalled(int ticks) {
    return !state.isSoleVoter() && state.persists().isStalled(state.timer().nowTick(), ticks);
  }

  private void broadcastHeartbeat() {
    heartbeatTicks = 0;
    reads.heartbeatsDue();
    followers.forEach(
        (member, progress) -> {
          progress.heartbeatSent();
          state.outbox().sendNow(member, heartbeatFor(member, progress));
        });
  }

  private Heartbeat heartbeatFor(long member, FollowerProgress progress) {
    return new Heartbeat(
        state.term(),
        Math.min(progress.matchIndex(), state.commitIndex()),
        reads.context(),
        reads.promiseNanosAskedOf(member));
  }

  @Override
  void receive(long from, PeerMessage message) {
    FollowerProgress progress = followers.get(from);
    if (progress == null) {
      return;
    }
    progress.heard(state.timer().nowTick());
    switch (message) {
      case AppendReply reply when reply.accepted() -> {
        if (reply.index() <= state.log().lastIndex()) {
          progress.accepted(reply.index(), state.log().base().index());
          progress.caughtUpIfAt(state.log().lastIndex());
        }
      }
      case AppendReply reply -> {
        LogPosition guess = state.log().latestNotAfter(reply.hint());
        long next = Math.min(guess.index(), reply.hint().index()) + 1;
        progress.rejected(reply.index(), next);
      }
      case HeartbeatReply reply -> {
        if (reply.promised()) {
          reads.promised(from, reply.readContext());
        }
        if (progress.heartbeatAnswered(reply.readContext(), state.log().lastIndex())) {
          sendAppend(from, progress);
        }
      }
      case InstallSnapshotReply reply ->
          state.outbox().now(new Effect.SnapshotChunkAcknowledged(from, reply));
      case Propose propose -> takeForwarded(from, propose);
      case PeerMessage.TransferLeadership wish ->
          transferTo(wish.target(), Input.TransferRequested.BY_ANOTHER_MEMBER);
      case ReadIndexRequest request -> reads.register(from, request.readContext());
      default -> {}
    }
  }

  @Override
  void peerLost(long peer) {
    FollowerProgress progress = followers.get(peer);
    if (progress != null) {
      progress.lost();
    }
  }

  void snapshotSendFinished(long to, LogPosition position, boolean delivered) {
    FollowerProgress progress = followers.get(to);
    if (progress != null) {
      progress.snapshotEnded(
          delivered && position.index() <= state.log().lastIndex() ? position.index() : 0,
          state.timer().nowTick());
    }
    state.releaseLog();
  }

  /** Whether a follower that catches up by a snapshot has yet to be sent entries up to here. */
  boolean needsLogUpTo(long index) {
    return followers.anyCatchesUpThrough(index, SNAPSHOT_HOLDS_LOG_TICKS, state.timer().nowTick());
  }

  @Override
  void propose(List<Proposal> proposals) {
    take(state.self(), proposals);
  }

  private void takeForwarded(long origin, Propose propose) {
    ProposalMemory.Sorted sorted = state.proposalMemory().sort(origin, propose);
    sorted.neverTaken().forEach((reason, ids) -> state.refuseIds(origin, ids, reason));
    take(origin, sorted.unseen());
  }

  private void take(long origin, List<Proposal> proposals) {
    TreeMap<RefusalReason, List<Proposal>> refused = new TreeMap<>();
    for (Proposal proposal : proposals) {
      RefusalReason refusal = refusalOf(proposal, state.config().flow());
      if (refusal == null) {
        refusal = appendProposed(proposal);
      }
      if (refusal != null) {
        if (origin != state.self()) {
          state.proposalMemory().refused(origin, proposal, refusal);
        }
        refused.computeIfAbsent(refusal, _ -> new ArrayList<>()).add(proposal);
      }
    }
    refused.forEach((reason, each) -> state.refuse(origin, each, reason));
  }

  private @Nullable RefusalReason refusalOf(Proposal proposal, CoreConfig.Flow flow) {
    if (changes.isTransferring()) {
      return RefusalReason.LEADER_BUSY;
    }
    if (state.isDiskFullFor(proposal)) {
      return RefusalReason.DISK_FULL;
    }
    if (!canAllRead(proposal)) {
      return RefusalReason.NOT_UNDERSTOOD;
    }
    long size = LogEntry.OVERHEAD_BYTES + (long) proposal.command().length();
    boolean tooMuchUncommitted = uncommitted.wouldExceed(size, flow.uncommittedBytesMax());
    return tooMuchUncommitted || isTooMuchUnapplied(size) ? RefusalReason.OVERLOADED : null;
  }

  /** Once it is in the log, whoever cannot read it would have to stop (design D16). */
  private boolean canAllRead(Proposal proposal) {
    return proposal.version() == LogEntry.FIRST_COMMAND_VERSION
        || state
            .readers()
            .least(state.membership().members())
            .covers(Understanding.neededFor(proposal.version()));
  }

  private @Nullable RefusalReason appendProposed(Proposal proposal) {
    if (proposal.kind() != Proposal.Kind.MEMBERSHIP) {
      append(
          LogEntry.command(nextPosition(), proposal.id(), proposal.command(), proposal.version()));
      return null;
    }
    GroupChanges.Decision decision = changes.decide(proposal);
    if (decision.next() != null) {
      appendConfiguration(decision.next(), proposal.id());
    }
    return decision.refusal();
  }

  private void appendConfiguration(Membership next, ProposalId proposal) {
    append(LogEntry.membership(nextPosition(), proposal, MembershipForm.write(next)));
    changes.appended(state.log().lastIndex());
  }

  @Override
  void membershipChanged() {
    Membership membership = state.membership();
    quorum = new JointQuorum(membership);
    changes.tellThoseWhoAreGone();
    followers.goBy(membership.members(), state.log().lastIndex(), state.timer().nowTick());
    if (!changes.membershipChanged()) {
      state.becomeFollower(state.term(), HardState.NOBODY);
    }
  }

  @Override
  void transferTo(long target, long request) {
    changes.transferTo(target, request);
    if (changes.isTransferring()) {
      reads.giveUpLease();
    }
  }

  private LogPosition nextPosition() {
    return new LogPosition(state.log().lastIndex() + 1, state.term());
  }

  private void append(LogEntry entry) {
    uncommitted.appended(entry);
    state.append(entry);
  }

  @Override
  void requestRead(long requestId) {
    reads.register(state.self(), requestId);
  }

  @Override
  void leave() {
    reads.fail();
  }

  @Override
  void finishStep() {
    advanceCommit();
    if (changes.isNextDue()) {
      appendConfiguration(state.membership().followedBy(), ProposalId.NONE);
    }
    followers.forEach(
        (member, progress) -> {
          while (progress.maySend() && progress.nextIndex() <= lastReadable(member, progress)) {
            sendAppend(member, progress);
          }
          long announced = progress.commitToAnnounce(state.commitIndex());
          if (announced > 0) {
            state.outbox().sendNow(member, new CommitAdvanced(state.term(), announced));
          }
        });
    reads.serve(quorum);
    changes.tellSuccessor();
  }

  private void advanceCommit() {
    long agreed = quorum.agreed(this::matchIndexOf);
    if (agreed > state.commitIndex()
        && CommitRule.allows(
            agreed, state.commitIndex(), state.log().termAt(agreed), state.term())) {
      state.commitTo(agreed);
    }
    uncommitted.committed(state.log(), state.commitIndex());
  }

  boolean holdsLease() {
    return reads.isUnderLease(quorum);
  }

  /** RAFT-24: a leader counts itself only as far as its own disk has got. */
  long matchIndexOf(long member) {
    if (member == state.self()) {
      return state.persists().durableIndex();
    }
    FollowerProgress progress = followers.get(member);
    return progress == null ? 0 : progress.matchIndex();
  }

  List<FollowerReport> report() {
    return followers.report(
        state.persists().durableIndex(),
        state.config().timing().electionTicks(),
        state.timer().nowTick());
  }

  private void sendAppend(long to, FollowerProgress progress) {
    long previous = progress.nextIndex() - 1;
    if (!state.log().reaches(previous)) {
      // RAFT-65: to one that does not answer, or cannot read it, it would be sent in vain.
      if (progress.isActive() && state.readers().readsState(to)) {
        progress.snapshotStarted(state.timer().nowTick());
        state.outbox().now(new Effect.StartSnapshotSend(to, state.term()));
      } else {
        progress.waitForHeartbeat();
      }
      return;
    }
    List<LogEntry> entries =
        progress.maySend()
            ? state
                .log()
                .batch(
                    progress.nextIndex(),
                    lastReadable(to, progress),
                    state.config().flow().appendBytesMax())
            : List.of();
    long bytes = entries.stream().mapToLong(LogEntry::sizeInBytes).sum();
    progress.sent(previous + entries.size(), bytes, state.commitIndex());
    state
        .outbox()
        .sendNow(
            to,
            new AppendEntries(
                state.term(),
                new LogPosition(previous, state.log().termAt(previous)),
                entries,
                state.commitIndex()));
  }

  /** A follower stays behind at what it cannot read: a later program, once started, goes on. */
  private long lastReadable(long member, FollowerProgress progress) {
    return state.readers().readableUpTo(member, state.log(), progress.nextIndex());
  }
}
