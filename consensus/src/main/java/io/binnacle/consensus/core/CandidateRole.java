package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.RequestVote;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.quorum.VoteTally;

/**
 * Campaigns. First it asks whether it would be elected, before it disturbs anybody with a new term
 * (RAFT-06); then in a term of its own, where its vote for itself counts once it is durable
 * (RAFT-12).
 */
final class CandidateRole extends Role {
  private final VoteTally tally;
  private final boolean preVote;
  private boolean ownVoteCounted;

  private CandidateRole(CoreState state, boolean preVote) {
    super(state);
    this.tally = new VoteTally(state.membership());
    this.preVote = preVote;
  }

  static void askFirst(CoreState state) {
    CandidateRole role = new CandidateRole(state, true);
    state.follow(HardState.NOBODY);
    state.become(role);
    state.timer().restart(false);
    askVoters(state, new RequestVote(state.term() + 1, state.log().last(), true, false));
    role.count(state.self(), true);
  }

  /**
   * @param transfer the leader asked for it, so the others shall not protect that leader
   */
  static void campaign(CoreState state, boolean transfer) {
    state.enterTerm(state.term() + 1, state.self());
    state.become(new CandidateRole(state, false));
    state.timer().restartForElection();
    askVoters(state, new RequestVote(state.term(), state.log().last(), false, transfer));
  }

  private static void askVoters(CoreState state, RequestVote request) {
    for (Long member : state.membership().members()) {
      if (member != state.self() && state.membership().isVoter(member)) {
        state.outbox().whenTermDurable(new Effect.Send(member, request));
      }
    }
  }

  @Override
  Effect.RoleName name() {
    return preVote ? Effect.RoleName.PRE_CANDIDATE : Effect.RoleName.CANDIDATE;
  }

  @Override
  void tick() {
    state.timer().tick();
    if (state.timer().isExpired()) {
      if (state.mayCampaign() && !state.promise().binds()) {
        askFirst(state);
      } else {
        state.becomeFollower(state.term(), HardState.NOBODY);
      }
    }
  }

  /** A granted pre-vote carries the term that was asked for, a refused one the voter's own. */
  @Override
  void receive(long from, PeerMessage message) {
    if (message instanceof VoteReply reply && reply.preVote() == preVote) {
      count(from, reply.granted());
    }
  }

  /** The tally went by the old one. */
  @Override
  void membershipChanged() {
    state.becomeFollower(state.term(), HardState.NOBODY);
  }

  @Override
  void finishStep() {
    if (!preVote && !ownVoteCounted && state.outbox().isTermDurable()) {
      ownVoteCounted = true;
      count(state.self(), true);
    }
  }

  private void count(long from, boolean granted) {
    switch (tally.record(from, granted)) {
      case WON -> {
        if (preVote) {
          campaign(state, false);
        } else {
          LeaderRole.lead(state);
        }
      }
      case LOST -> state.becomeFollower(state.term(), HardState.NOBODY);
      case PENDING -> {}
    }
  }
}
