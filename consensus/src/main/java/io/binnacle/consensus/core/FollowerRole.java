package io.binnacle.consensus.core;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.CommitAdvanced;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.PeerMessage.ReadIndexReply;
import io.binnacle.consensus.message.PeerMessage.ReadIndexRequest;
import io.binnacle.consensus.message.PeerMessage.TimeoutNow;
import io.binnacle.consensus.message.PeerMessage.TransferLeadership;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.read.ForwardedReads;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import java.util.function.Consumer;

/** Takes what the leader of this term sends; forwards what clients want. */
final class FollowerRole extends Role {
  private final ForwardedReads reads;

  /**
   * Until then this member campaigns as soon as it may, because the leader wants it to: it may have
   * to apply a configuration first.
   */
  private long campaignUntilTick;

  FollowerRole(CoreState state) {
    super(state);
    this.reads = new ForwardedReads(state.timer().nextChance() >>> 2);
  }

  @Override
  Effect.RoleName name() {
    return Effect.RoleName.FOLLOWER;
  }

  @Override
  void tick() {
    state.timer().tick();
    CoreConfig.Timing timing = state.config().timing();
    long now = state.timer().nowTick();
    failReads(reads.expire(now - timing.readTimeoutTicks()), Effect.ReadFailure.TIMEOUT);
    if (state.timer().isExpired()) {
      if (state.mayCampaign() && !state.promise().binds()) {
        CandidateRole.askFirst(state);
      } else {
        loseLeader(Effect.ReadFailure.NO_LEADER);
        state.timer().restart(false);
      }
    }
  }

  @Override
  void peerLost(long peer) {
    if (peer == state.leaderId()) {
      loseLeader(Effect.ReadFailure.LEADER_CHANGED);
      // Who has promised not to vote would only ask in vain (design D17).
      if (!state.promise().binds()) {
        state.timer().hurry();
      }
    }
  }

  private void loseLeader(Effect.ReadFailure why) {
    state.follow(HardState.NOBODY);
    failReads(reads.drain(), why);
  }

  private void failReads(List<Long> requestIds, Effect.ReadFailure why) {
    requestIds.forEach(id -> state.outbox().now(new Effect.ReadFailed(id, why)));
  }

  @Override
  void leave() {
    failReads(reads.drain(), Effect.ReadFailure.LEADER_CHANGED);
  }

  @Override
  void receive(long from, PeerMessage message) {
    switch (message) {
      case AppendEntries append -> {
        hear(from);
        append(from, append);
      }
      case Heartbeat heartbeat -> {
        hear(from);
        state.commitTo(heartbeat.commitIndex());
        boolean promised = state.promise().make(heartbeat.promiseNanos());
        // Beside what it promises, it says no more than that the term is still this one.
        state
            .outbox()
            .whenTermDurable(
                new Effect.Send(
                    from, new HeartbeatReply(state.term(), heartbeat.readContext(), promised)));
      }
      case CommitAdvanced advanced -> {
        hear(from);
        state.commitTo(advanced.commitIndex());
      }
      case InstallSnapshot part -> {
        hear(from);
        if (part.snapshot().position().index() <= state.commitIndex()) {
          // RAFT-66: nothing in it is new; the leader may go on with entries.
          acknowledge(from, state.commitIndex());
        } else if (!state.isInstalling()) {
          state.outbox().whenTermDurable(new Effect.ReceiveSnapshotChunk(from, part));
        }
      }
      case ReadIndexReply reply -> {
        if (from == state.leaderId()) {
          for (Long id : reads.answered(reply.readContext())) {
            state.outbox().now(new Effect.ReadReady(id, reply.readIndex()));
          }
        }
      }
      case TimeoutNow _ -> {
        // RAFT-64: a learner or a removed member stays where it is.
        if (from == state.leaderId() && state.membership().isVoter(state.self())) {
          campaignUntilTick = state.timer().nowTick() + state.config().timing().electionTicks();
        }
      }
      default -> {}
    }
  }

  /** RAFT-04. */
  private void hear(long from) {
    if (state.leaderId() == HardState.NOBODY) {
      state.follow(from);
      state.timer().restart(true);
    }
    Invariant.check(
        state.leaderId() == from, "two leaders in one term: %d and %d", state.leaderId(), from);
    state.timer().heard();
  }

  private void append(long from, AppendEntries append) {
    LogPosition previous = append.previous();
    checkAgainstCommitted(append);
    if (previous.index() < state.commitIndex()) {
      // An old message; entries behind what is committed may still be new in it.
      if (append.lastIndex() <= state.commitIndex()) {
        acknowledge(from, state.commitIndex());
        return;
      }
    } else if (!state.log().matches(previous)) {
      LogPosition hint = state.log().latestNotAfter(previous);
      state
          .outbox()
          .whenTermDurable(
              new Effect.Send(from, new AppendReply(state.term(), false, previous.index(), hint)));
      return;
    }
    if (append.lastIndex() > state.log().lastIndex() && isTooMuchUnapplied(0)) {
      // As if it was lost: with a heartbeat the leader sends again what is not acknowledged.
      return;
    }
    for (LogEntry entry : append.entries()) {
      take(entry);
    }
    state.commitTo(
        Math.max(state.commitIndex(), Math.min(append.commitIndex(), append.lastIndex())));
    acknowledge(from, append.lastIndex());
  }

  /**
   * INV-04: what is committed is in any leader's log. Where it is not, others have lost what they
   * had acknowledged, and to go on would be to disagree with them for ever.
   */
  private void checkAgainstCommitted(AppendEntries append) {
    if (append.previous().index() <= state.commitIndex()) {
      checkAgainstCommitted(append.previous());
      for (LogEntry entry : append.entries()) {
        checkAgainstCommitted(entry.position());
      }
    }
  }

  private void checkAgainstCommitted(LogPosition theirs) {
    long index = theirs.index();
    boolean isKnown = index > state.log().base().index() && index <= state.commitIndex();
    Invariant.check(
        !isKnown || state.log().matches(theirs),
        "the leader has entry %d of term %d, another one is committed here: acknowledged entries"
            + " were lost by other members",
        index,
        theirs.term());
  }

  /** RAFT-21: only a real conflict removes anything. */
  private void take(LogEntry entry) {
    long index = entry.index();
    if (index <= state.commitIndex() || state.log().matches(entry.position())) {
      return;
    }
    if (index <= state.log().lastIndex()) {
      state.truncateFrom(index);
    }
    state.append(entry);
  }

  private void acknowledge(long to, long index) {
    state
        .outbox()
        .sendWhenDurable(to, new AppendReply(state.term(), true, index, LogPosition.NONE));
  }

  @Override
  void propose(List<Proposal> proposals) {
    long leader = state.leaderId();
    if (leader == HardState.NOBODY) {
      super.propose(proposals);
    } else {
      forward(understoodBy(leader, proposals), message -> state.outbox().sendNow(leader, message));
    }
  }

  /** What the leader itself could not read is not even sent to it. */
  private List<Proposal> understoodBy(long leader, List<Proposal> proposals) {
    Understanding understands = state.readers().of(leader);
    List<Proposal> others =
        proposals.stream()
            .filter(each -> !understands.covers(Understanding.neededFor(each.version())))
            .toList();
    if (others.isEmpty()) {
      return proposals;
    }
    state.refuse(state.self(), others, RefusalReason.NOT_UNDERSTOOD);
    return proposals.stream().filter(each -> !others.contains(each)).toList();
  }

  @Override
  void proposeAgain(List<Proposal> proposals) {
    long leader = state.leaderId();
    if (leader != HardState.NOBODY) {
      forward(proposals, message -> state.outbox().now(new Effect.Repeat(leader, message)));
    }
  }

  private void forward(List<Proposal> proposals, Consumer<PeerMessage.Propose> sender) {
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < proposals.size(); i++) {
      int size = proposals.get(i).command().length() + LogEntry.OVERHEAD_BYTES;
      if (i > from && bytes + size > state.config().flow().appendBytesMax()) {
        sender.accept(new PeerMessage.Propose(state.term(), proposals.subList(from, i)));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < proposals.size()) {
      sender.accept(
          new PeerMessage.Propose(state.term(), proposals.subList(from, proposals.size())));
    }
  }

  /** RAFT-63: the leader is asked; if it cannot, nobody will be seen to take over. */
  @Override
  void transferTo(long target, long request) {
    long leader = state.leaderId();
    boolean understands =
        state.readers().of(leader).entries() >= Understanding.ENTRIES_WITH_PROMISES;
    if (leader == HardState.NOBODY || !understands) {
      super.transferTo(target, request);
    } else if (target == leader
        || (target != HardState.NOBODY && !state.membership().voters().contains(target))) {
      state
          .outbox()
          .now(
              new Effect.TransferFailed(
                  target, Effect.TransferFailure.BAD_TARGET, List.of(request)));
    } else {
      state.outbox().sendNow(leader, new TransferLeadership(state.term(), target));
    }
  }

  @Override
  void requestRead(long requestId) {
    if (state.leaderId() == HardState.NOBODY) {
      super.requestRead(requestId);
    } else if (reads.size() >= state.config().flow().readRequestsMax()) {
      failReads(List.of(requestId), Effect.ReadFailure.OVERLOADED);
    } else {
      reads.add(requestId, state.timer().nowTick());
    }
  }

  @Override
  void finishStep() {
    if (state.timer().nowTick() < campaignUntilTick && state.mayCampaign()) {
      CandidateRole.campaign(state, true);
      return;
    }
    long now = state.timer().nowTick();
    if (state.leaderId() != HardState.NOBODY
        && reads.isRequestDue(now, state.config().timing().readRetryTicks())) {
      state.outbox().sendNow(state.leaderId(), new ReadIndexRequest(state.term(), reads.ask(now)));
    }
  }
}
