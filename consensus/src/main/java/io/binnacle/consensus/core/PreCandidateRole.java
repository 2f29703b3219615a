package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.RequestVote;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.quorum.VoteTally;

/** Asks whether it would be elected, before it disturbs anybody with a new term (RAFT-06). */
final class PreCandidateRole extends Role {
  private final VoteTally tally;

  private PreCandidateRole(CoreState state) {
    super(state);
    this.tally = new VoteTally(state.membership());
  }

  static void campaign(CoreState state) {
    PreCandidateRole role = new PreCandidateRole(state);
    state.follow(HardState.NOBODY);
    state.become(role);
    state.timer().restart(false);
    state.sendToVoters(new RequestVote(state.term() + 1, state.log().last(), true, false));
    role.count(state.self(), true);
  }

  @Override
  Effect.RoleName name() {
    return Effect.RoleName.PRE_CANDIDATE;
  }

  @Override
  void tick() {
    state.timer().tick();
    if (state.timer().isExpired()) {
      if (state.mayCampaign()) {
        campaign(state);
      } else {
        state.becomeFollower(state.term(), HardState.NOBODY);
      }
    }
  }

  /** A granted pre-vote carries the term that was asked for, a refused one the voter's own. */
  @Override
  void receive(long from, PeerMessage message) {
    if (message instanceof VoteReply reply && reply.preVote()) {
      count(from, reply.granted());
    }
  }

  private void count(long from, boolean granted) {
    switch (tally.record(from, granted)) {
      case WON -> CandidateRole.campaign(state, false);
      case LOST -> state.becomeFollower(state.term(), HardState.NOBODY);
      case PENDING -> {}
    }
  }
}
