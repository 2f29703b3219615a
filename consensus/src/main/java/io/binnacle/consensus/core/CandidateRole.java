package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.RequestVote;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.quorum.VoteTally;

/** Campaigns in a term of its own. Its vote for itself counts once it is durable (RAFT-12). */
final class CandidateRole extends Role {
  private final VoteTally tally;
  private boolean ownVoteCounted;

  private CandidateRole(CoreState state) {
    super(state);
    this.tally = new VoteTally(state.membership());
  }

  /**
   * @param transfer the leader asked for it, so the others shall not protect that leader
   */
  static void campaign(CoreState state, boolean transfer) {
    state.enterTerm(state.term() + 1, state.self());
    state.become(new CandidateRole(state));
    state.timer().restartForElection();
    state.sendToVoters(new RequestVote(state.term(), state.log().last(), false, transfer));
  }

  @Override
  Effect.RoleName name() {
    return Effect.RoleName.CANDIDATE;
  }

  @Override
  void tick() {
    state.timer().tick();
    if (state.timer().isExpired()) {
      if (state.mayCampaign()) {
        PreCandidateRole.campaign(state);
      } else {
        state.becomeFollower(state.term(), HardState.NOBODY);
      }
    }
  }

  @Override
  void receive(long from, PeerMessage message) {
    if (message instanceof VoteReply reply && !reply.preVote()) {
      count(from, reply.granted());
    }
  }

  @Override
  void finishStep() {
    if (!ownVoteCounted && state.outbox().isTermDurable()) {
      ownVoteCounted = true;
      count(state.self(), true);
    }
  }

  private void count(long from, boolean granted) {
    switch (tally.record(from, granted)) {
      case WON -> LeaderRole.lead(state);
      case LOST -> state.becomeFollower(state.term(), HardState.NOBODY);
      case PENDING -> {}
    }
  }
}
