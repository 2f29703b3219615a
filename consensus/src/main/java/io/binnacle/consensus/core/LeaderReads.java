package io.binnacle.consensus.core;

import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.ReadIndexReply;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.progress.FollowerProgress;
import io.binnacle.consensus.progress.FollowerTable;
import io.binnacle.consensus.quorum.JointQuorum;
import io.binnacle.consensus.read.LeaderLease;
import io.binnacle.consensus.read.ReadIndexQueue;
import java.util.List;
import java.util.function.BiFunction;

/** The reads that a leader confirms, its own and those of others. */
final class LeaderReads {
  private final CoreState state;
  private final FollowerTable followers;
  private final BiFunction<Long, FollowerProgress, Heartbeat> heartbeats;
  private final ReadIndexQueue reads = new ReadIndexQueue();
  private final LeaderLease lease;

  /**
   * @param heartbeats what to say to a follower so that its answer confirms {@link #context()}
   */
  LeaderReads(
      CoreState state,
      FollowerTable followers,
      BiFunction<Long, FollowerProgress, Heartbeat> heartbeats) {
    this.lease = new LeaderLease(state.self(), state.config().lease().leaseNanos());
    this.state = state;
    this.followers = followers;
    this.heartbeats = heartbeats;
  }

  /** Of the newest round. */
  long context() {
    return reads.context();
  }

  /** Heartbeats are about to be sent to all: with a lease, each time is a round of its own. */
  void heartbeatsDue() {
    if (lease.isWanted()) {
      lease.sending(reads.nextContext(), state.promise().nowNanos());
    }
  }

  /** What a follower is asked to promise; nothing, where it may not understand the question. */
  long promiseNanosAskedOf(long member) {
    boolean understands =
        state.readers().of(member).entries() >= Understanding.ENTRIES_WITH_PROMISES;
    return lease.isWanted() && understands ? state.config().lease().promiseNanos() : 0;
  }

  void promised(long member, long context) {
    lease.promised(member, context);
  }

  /** RAFT-51: leadership may be on its way to another. */
  void giveUpLease() {
    lease.giveUp();
  }

  boolean isUnderLease(JointQuorum quorum) {
    return lease.holds(quorum, state.promise().nowNanos());
  }

  void tick() {
    long timeoutTicks = state.config().timing().readTimeoutTicks();
    fail(reads.expire(state.timer().nowTick() - timeoutTicks), Effect.ReadFailure.TIMEOUT);
  }

  void register(long origin, long requestId) {
    if (reads.size() < state.config().flow().readRequestsMax()) {
      reads.add(new ReadIndexQueue.Read(origin, requestId, state.timer().nowTick()));
    } else if (origin == state.self()) {
      state.outbox().now(new Effect.ReadFailed(requestId, Effect.ReadFailure.OVERLOADED));
    }
  }

  private void fail(List<ReadIndexQueue.Read> failed, Effect.ReadFailure why) {
    for (ReadIndexQueue.Read read : failed) {
      // Another member's core counts its own time.
      if (read.origin() == state.self()) {
        state.outbox().now(new Effect.ReadFailed(read.requestId(), why));
      }
    }
  }

  /** This member leads no more. */
  void fail() {
    fail(reads.drain(), Effect.ReadFailure.LEADER_CHANGED);
  }

  /** RAFT-46: nothing is known to be committed before something of this term is. */
  void serve(JointQuorum quorum) {
    if (reads.size() == 0 || state.log().termAt(state.commitIndex()) != state.term()) {
      return;
    }
    if (isUnderLease(quorum)) {
      answer(reads.drain(), state.commitIndex());
      return;
    }
    answerConfirmed(quorum);
    // Those that came while the round before was under way do not wait for something else to
    // happen.
    if (reads.isRoundDue()) {
      beginRound();
      // Where nobody else is asked, it is confirmed as it begins.
      answerConfirmed(quorum);
    }
  }

  private void beginRound() {
    reads.beginRound(state.commitIndex());
    if (lease.isWanted()) {
      lease.sending(reads.context(), state.promise().nowNanos());
    }
    if (!state.isSoleVoter()) {
      followers.forEach(
          (member, progress) -> state.outbox().sendNow(member, heartbeats.apply(member, progress)));
    }
  }

  private void answerConfirmed(JointQuorum quorum) {
    long confirmed =
        quorum.agreed(
            member -> {
              FollowerProgress progress = followers.get(member);
              return progress == null ? reads.context() : progress.confirmedReadContext();
            });
    answer(reads.confirm(confirmed), reads.roundIndex());
  }

  private void answer(List<ReadIndexQueue.Read> confirmed, long readIndex) {
    for (ReadIndexQueue.Read read : confirmed) {
      if (read.origin() == state.self()) {
        state.outbox().now(new Effect.ReadReady(read.requestId(), readIndex));
      } else {
        state
            .outbox()
            .sendNow(read.origin(), new ReadIndexReply(state.term(), read.requestId(), readIndex));
      }
    }
  }
}
