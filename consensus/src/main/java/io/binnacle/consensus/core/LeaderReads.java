package io.binnacle.consensus.core;

import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.ReadIndexReply;
import io.binnacle.consensus.progress.FollowerProgress;
import io.binnacle.consensus.progress.FollowerTable;
import io.binnacle.consensus.quorum.JointQuorum;
import io.binnacle.consensus.read.ReadIndexQueue;
import java.util.List;
import java.util.function.Function;

/** The reads that a leader confirms, its own and those of others. */
final class LeaderReads {
  private final CoreState state;
  private final FollowerTable followers;
  private final Function<FollowerProgress, Heartbeat> heartbeats;
  private final ReadIndexQueue reads = new ReadIndexQueue();

  /**
   * @param heartbeats what to say to a follower so that its answer confirms {@link #context()}
   */
  LeaderReads(
      CoreState state, FollowerTable followers, Function<FollowerProgress, Heartbeat> heartbeats) {
    this.state = state;
    this.followers = followers;
    this.heartbeats = heartbeats;
  }

  /** Of the newest round. */
  long context() {
    return reads.context();
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
    if (reads.isRoundDue()) {
      reads.beginRound(state.commitIndex());
      if (!state.isSoleVoter()) {
        followers.forEach(
            (member, progress) -> state.outbox().sendNow(member, heartbeats.apply(progress)));
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
