package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.CommitAdvanced;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshotReply;
import io.binnacle.consensus.message.PeerMessage.Propose;
import io.binnacle.consensus.message.PeerMessage.ReadIndexReply;
import io.binnacle.consensus.message.PeerMessage.ReadIndexRequest;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.progress.FollowerProgress;
import io.binnacle.consensus.quorum.CommitRule;
import io.binnacle.consensus.quorum.JointQuorum;
import io.binnacle.consensus.read.ReadIndexQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts proposals into the log, brings the log to the others, and says what is committed. */
final class LeaderRole extends Role {
  /** For how long a snapshot on its way keeps the log behind it (RAFT-69): 30 s. */
  private static final long SNAPSHOT_HOLDS_LOG_TICKS = 1_200;

  private final JointQuorum quorum;
  private final TreeMap<Long, FollowerProgress> followers = new TreeMap<>();
  private final ReadIndexQueue reads = new ReadIndexQueue();
  private int quorumCheckTicks;
  private int heartbeatTicks;
  private long uncommittedBytes;
  private long countedCommitIndex;

  private LeaderRole(CoreState state) {
    super(state);
    this.quorum = new JointQuorum(state.membership());
    this.countedCommitIndex = state.commitIndex();
  }

  static void lead(CoreState state) {
    LeaderRole role = new LeaderRole(state);
    CoreConfig.Flow flow = state.config().flow();
    for (Long member : state.membership().members()) {
      if (member != state.self()) {
        role.followers.put(
            member,
            new FollowerProgress(
                state.log().lastIndex() + 1, flow.inflightAppendsMax(), flow.inflightBytesMax()));
      }
    }
    for (long index = state.commitIndex() + 1; index <= state.log().lastIndex(); index++) {
      role.uncommittedBytes += state.log().entry(index).sizeInBytes();
    }
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
    long now = state.timer().nowTick();
    failReads(reads.expire(now - timing.readTimeoutTicks()), Effect.ReadFailure.TIMEOUT);
    if (++heartbeatTicks >= timing.heartbeatTicks()) {
      broadcastHeartbeat();
      state.releaseLog();
    }
  }

  /** RAFT-08. */
  private boolean isQuorumActive() {
    TreeMap<Long, Boolean> heard = new TreeMap<>();
    followers.forEach((member, progress) -> heard.put(member, progress.endActivePeriod()));
    heard.put(state.self(), true);
    return quorum.agreed(member -> heard.getOrDefault(member, false) ? 1 : 0) > 0;
  }

  /** RAFT-74: a leader whose disk hangs makes room for one whose disk does not. */
  private boolean isDiskStalled(int electionTicks) {
    return !state.isSoleVoter()
        && state.persists().stalledTicks(state.timer().nowTick()) > electionTicks;
  }

  private void broadcastHeartbeat() {
    heartbeatTicks = 0;
    followers.forEach(
        (member, progress) -> {
          progress.heartbeatSent();
          state.outbox().sendNow(member, heartbeatFor(progress));
        });
  }

  private Heartbeat heartbeatFor(FollowerProgress progress) {
    return new Heartbeat(
        state.term(), Math.min(progress.matchIndex(), state.commitIndex()), reads.context());
  }

  @Override
  void receive(long from, PeerMessage message) {
    FollowerProgress progress = followers.get(from);
    if (progress == null) {
      return;
    }
    progress.heard();
    switch (message) {
      case AppendReply reply when reply.accepted() -> {
        if (reply.index() <= state.log().lastIndex()) {
          progress.accepted(reply.index(), state.log().base().index());
        }
      }
      case AppendReply reply -> {
        LogPosition guess = state.log().latestNotAfter(reply.hint());
        long next = Math.min(guess.index(), reply.hint().index()) + 1;
        progress.rejected(reply.index(), next);
      }
      case HeartbeatReply reply -> {
        if (progress.heartbeatAnswered(reply.readContext(), state.log().lastIndex())) {
          sendAppend(from, progress);
        }
      }
      case InstallSnapshotReply reply ->
          state.outbox().now(new Effect.SnapshotChunkAcknowledged(from, reply));
      case Propose propose -> takeForwarded(from, propose);
      case ReadIndexRequest request -> register(from, request.readContext());
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
          delivered && position.index() <= state.log().lastIndex() ? position.index() : 0);
    }
    state.releaseLog();
  }

  boolean needsLogForSnapshots() {
    long now = state.timer().nowTick();
    return followers.values().stream()
        .anyMatch(
            progress ->
                progress.state() == FollowerProgress.State.SNAPSHOTTING
                    && progress.snapshotTicks(now) < SNAPSHOT_HOLDS_LOG_TICKS);
  }

  @Override
  void propose(List<Proposal> proposals) {
    take(state.self(), proposals);
  }

  private void takeForwarded(long origin, Propose propose) {
    List<Proposal> unseen =
        state.proposalMemory().unseen(origin, propose.term(), propose.proposals());
    state.proposalMemory().seen(origin, unseen);
    take(origin, unseen);
  }

  private void take(long origin, List<Proposal> proposals) {
    TreeMap<RefusalReason, List<Proposal>> refused = new TreeMap<>();
    for (Proposal proposal : proposals) {
      RefusalReason refusal = refusalOf(proposal, state.config().flow());
      if (refusal == null) {
        append(LogEntry.command(nextPosition(), proposal.id(), proposal.command()));
      } else {
        refused.computeIfAbsent(refusal, _ -> new ArrayList<>()).add(proposal);
      }
    }
    refused.forEach((reason, each) -> state.refuse(origin, each, reason));
  }

  private @Nullable RefusalReason refusalOf(Proposal proposal, CoreConfig.Flow flow) {
    if (state.isDiskFull() && proposal.kind() != Proposal.Kind.RELIEF) {
      return RefusalReason.DISK_FULL;
    }
    long size = LogEntry.OVERHEAD_BYTES + (long) proposal.command().length();
    boolean tooMuchUncommitted =
        uncommittedBytes > 0 && uncommittedBytes + size > flow.uncommittedBytesMax();
    boolean tooMuchUnapplied =
        state.commitIndex() - state.appliedIndex() > flow.unappliedEntriesMax();
    return tooMuchUncommitted || tooMuchUnapplied ? RefusalReason.OVERLOADED : null;
  }

  private LogPosition nextPosition() {
    return new LogPosition(state.log().lastIndex() + 1, state.term());
  }

  private void append(LogEntry entry) {
    uncommittedBytes += entry.sizeInBytes();
    state.append(entry);
  }

  @Override
  void requestRead(long requestId) {
    register(state.self(), requestId);
  }

  private void register(long origin, long requestId) {
    if (reads.size() < state.config().flow().readRequestsMax()) {
      reads.add(new ReadIndexQueue.Read(origin, requestId, state.timer().nowTick()));
    } else if (origin == state.self()) {
      state.outbox().now(new Effect.ReadFailed(requestId, Effect.ReadFailure.OVERLOADED));
    }
  }

  private void failReads(List<ReadIndexQueue.Read> failed, Effect.ReadFailure why) {
    for (ReadIndexQueue.Read read : failed) {
      // Another member's core counts its own time.
      if (read.origin() == state.self()) {
        state.outbox().now(new Effect.ReadFailed(read.requestId(), why));
      }
    }
  }

  @Override
  void leave() {
    failReads(reads.drain(), Effect.ReadFailure.LEADER_CHANGED);
  }

  @Override
  void finishStep() {
    advanceCommit();
    followers.forEach(
        (member, progress) -> {
          while (progress.maySend() && progress.nextIndex() <= state.log().lastIndex()) {
            sendAppend(member, progress);
          }
          long announced = progress.commitToAnnounce(state.commitIndex());
          if (announced > 0) {
            state.outbox().sendNow(member, new CommitAdvanced(state.term(), announced));
          }
        });
    serveReads();
  }

  private void advanceCommit() {
    long agreed = quorum.agreed(this::matchIndexOf);
    if (agreed > state.commitIndex()
        && CommitRule.allows(
            agreed, state.commitIndex(), state.log().termAt(agreed), state.term())) {
      state.commitTo(agreed);
    }
    while (countedCommitIndex < state.commitIndex()) {
      countedCommitIndex++;
      uncommittedBytes -= state.log().entry(countedCommitIndex).sizeInBytes();
    }
  }

  /** RAFT-24: a leader counts itself only as far as its own disk has got. */
  long matchIndexOf(long member) {
    if (member == state.self()) {
      return state.persists().durableIndex();
    }
    FollowerProgress progress = followers.get(member);
    return progress == null ? 0 : progress.matchIndex();
  }

  private void sendAppend(long to, FollowerProgress progress) {
    long previous = progress.nextIndex() - 1;
    if (!state.log().reaches(previous)) {
      // RAFT-65: to one that does not answer a snapshot would be sent in vain.
      if (progress.isActive()) {
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
                    state.log().lastIndex(),
                    state.config().flow().appendBytesMax())
            : List.of();
    long bytes = 0;
    for (LogEntry entry : entries) {
      bytes += entry.sizeInBytes();
    }
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

  /** RAFT-46: nothing is known to be committed before something of this term is. */
  private void serveReads() {
    if (reads.size() == 0 || state.log().termAt(state.commitIndex()) != state.term()) {
      return;
    }
    if (reads.isRoundDue()) {
      reads.beginRound(state.commitIndex());
      if (!state.isSoleVoter()) {
        followers.forEach(
            (member, progress) -> state.outbox().sendNow(member, heartbeatFor(progress)));
      }
    }
    long confirmed =
        quorum.agreed(
            member -> {
              FollowerProgress progress = followers.get(member);
              return progress == null ? reads.context() : progress.confirmedReadContext();
            });
    for (ReadIndexQueue.Read read : reads.confirm(confirmed)) {
      if (read.origin() == state.self()) {
        state.outbox().now(new Effect.ReadReady(read.requestId(), reads.roundIndex()));
      } else {
        state
            .outbox()
            .sendNow(
                read.origin(),
                new ReadIndexReply(state.term(), read.requestId(), reads.roundIndex()));
      }
    }
  }
}
