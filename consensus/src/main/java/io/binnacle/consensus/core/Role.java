package io.binnacle.consensus.core;

import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;

/**
 * What a member is at the moment. An object is one stay in a role; leaving it throws it away.
 *
 * <pre>
 * FOLLOWER       timeout, leader lost -> PRE_CANDIDATE     TimeoutNow -> CANDIDATE
 * PRE_CANDIDATE  majority would vote -> CANDIDATE          leader heard, higher term, hopeless -> FOLLOWER
 * CANDIDATE      majority voted -> LEADER                  leader heard, higher term, hopeless -> FOLLOWER
 *                timeout -> PRE_CANDIDATE
 * LEADER         higher term, no quorum heard for E, disk stalled for E, voter no more -> FOLLOWER
 * </pre>
 */
abstract sealed class Role permits FollowerRole, CandidateRole, LeaderRole {
  final CoreState state;

  Role(CoreState state) {
    this.state = state;
  }

  abstract Effect.RoleName name();

  abstract void tick();

  /** A message of this term that is no vote request. */
  abstract void receive(long from, PeerMessage message);

  /** Another configuration is in force. */
  void membershipChanged() {}

  /** This member's operator wants another one to lead. */
  void transferTo(long target, long request) {
    state
        .outbox()
        .now(
            new Effect.TransferFailed(target, Effect.TransferFailure.NOT_LEADER, List.of(request)));
  }

  /** The connection to a member was lost. */
  void peerLost(long peer) {}

  /** This member's own clients propose. */
  void propose(List<Proposal> proposals) {
    state.refuse(state.self(), proposals, RefusalReason.NO_LEADER);
  }

  /** What was forwarded may not have arrived. */
  void proposeAgain(List<Proposal> proposals) {}

  /** This member's own clients read. */
  void requestRead(long requestId) {
    state.outbox().now(new Effect.ReadFailed(requestId, Effect.ReadFailure.NO_LEADER));
  }

  /** The last thing in each step: whatever has become possible is done now. */
  void finishStep() {}

  /** Another role follows. */
  void leave() {}

  /**
   * Whether so much of the log waits for the state machine that nothing more is to come (KV-14).
   * Never so where it has all that is committed: to commit the rest may take more. What is in a
   * snapshot that it still reads is not in the log.
   */
  final boolean isTooMuchUnapplied(long moreBytes) {
    CoreConfig.Flow flow = state.config().flow();
    long handed = Math.max(state.appliedIndex(), state.log().base().index());
    long committed = state.commitIndex() - handed;
    return committed > 0
        && (committed > flow.unappliedEntriesMax()
            || state.log().unappliedBytes() + moreBytes > flow.unappliedBytesMax());
  }
}
