package io.binnacle.consensus.core;

import io.binnacle.consensus.election.LeadershipTransfer;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.TimeoutNow;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.progress.FollowerProgress;
import io.binnacle.consensus.progress.FollowerTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a leader does about its group: which change may begin when, and who leads next. */
final class GroupChanges {
  private final CoreState state;
  private final FollowerTable followers;

  /** The newest entry that is or may be a configuration: until it is applied there is no other. */
  private long changeIndex;

  private @Nullable LeadershipTransfer transfer;

  /**
   * @param firstIndex of this leader's own entries. RAFT-14, RAFT-54: whatever the log had before,
   *     and something of this term, is applied before the first change. So a change that an earlier
   *     leader began is in force by then, or can never commit.
   */
  GroupChanges(CoreState state, FollowerTable followers, long firstIndex) {
    this.state = state;
    this.followers = followers;
    this.changeIndex = firstIndex;
  }

  /** What a wish to change the group leads to; one of the two is there. */
  record Decision(@Nullable Membership next, @Nullable RefusalReason refusal) {
    static Decision refuse(RefusalReason reason) {
      return new Decision(null, reason);
    }
  }

  Decision decide(Proposal proposal) {
    MembershipChange change = MembershipForm.readChange(proposal.command());
    if (change == null) {
      return Decision.refuse(RefusalReason.BAD_CHANGE);
    }
    if (state.log().termAt(state.commitIndex()) != state.term()) {
      return Decision.refuse(RefusalReason.LEADER_BUSY);
    }
    if (state.membership().isChanging() || state.appliedIndex() < changeIndex) {
      return Decision.refuse(RefusalReason.CHANGE_PENDING);
    }
    if (!state.outbox().doesCommitLast()) {
      // A leader that loses its power now comes back without knowing the configuration in force to
      // be committed. It may then need the vote of one that has no say by it any more; and that one
      // refuses where it has got the next change, which would give it a say, and the leader has
      // not.
      return Decision.refuse(RefusalReason.CHANGE_PENDING);
    }
    return switch (change.judge(state.membership())) {
      case MembershipChange.Verdict.Impossible(MembershipChange.Flaw flaw) ->
          Decision.refuse(reasonOf(flaw, proposal.id().memberId()));
      case MembershipChange.Verdict.Possible(Membership next) -> {
        RefusalReason risk = riskOf(next);
        yield risk == null ? new Decision(next, null) : Decision.refuse(risk);
      }
    };
  }

  /**
   * @param proposer one of a program of before would take a reason that it does not know for a
   *     broken message, so it is told the nearest one that it knows
   */
  private RefusalReason reasonOf(MembershipChange.Flaw flaw, long proposer) {
    boolean knowsContacts =
        state.readers().of(proposer).entries() >= Understanding.ENTRIES_WITH_CONTACT_REFUSALS;
    return switch (flaw) {
      case UNKNOWN_MEMBER -> RefusalReason.UNKNOWN_MEMBER;
      case ID_USED -> RefusalReason.ID_USED;
      case NO_CHANGE -> RefusalReason.NO_CHANGE;
      case NO_VOTERS -> RefusalReason.NO_VOTERS;
      case TOO_MANY -> RefusalReason.BAD_CHANGE;
      case NAME_USED -> knowsContacts ? RefusalReason.NAME_USED : RefusalReason.ID_USED;
      case ADDRESS_USED -> knowsContacts ? RefusalReason.ADDRESS_USED : RefusalReason.ID_USED;
    };
  }

  /** Whether the group could get stuck with this configuration, although it makes sense. */
  private @Nullable RefusalReason riskOf(Membership next) {
    for (Long voter : next.voters()) {
      if (!state.membership().isVoter(voter)
          && !followers.isCaughtUp(voter, state.log().lastIndex())) {
        return RefusalReason.NOT_CAUGHT_UP;
      }
    }
    boolean answers =
        !next.isJoint() || followers.isMajorityHeard(next.voters(), electionTicks(), nowTick());
    return answers ? null : RefusalReason.NOT_ENOUGH_ACTIVE;
  }

  void appended(long index) {
    changeIndex = index;
  }

  /** RAFT-55: whoever leads a group in the middle of a change leads it out, as soon as it may. */
  boolean isNextDue() {
    return state.membership().isChanging()
        && state.appliedIndex() >= changeIndex
        && transfer == null;
  }

  boolean isTransferring() {
    return transfer != null;
  }

  void transferTo(long wanted, long request) {
    long target = wanted == HardState.NOBODY ? bestVoter() : wanted;
    if (transfer != null && transfer.target() == target) {
      transfer.join(request);
      return;
    }
    if (target == state.self() || !state.membership().voters().contains(target)) {
      state
          .outbox()
          .now(
              new Effect.TransferFailed(
                  wanted, Effect.TransferFailure.BAD_TARGET, List.of(request)));
      return;
    }
    end(Effect.TransferFailure.REPLACED);
    transfer = new LeadershipTransfer(target, nowTick(), electionTicks());
    transfer.join(request);
  }

  void tick() {
    if (transfer != null && transfer.isOverdue(nowTick())) {
      end(Effect.TransferFailure.TIMEOUT);
    }
  }

  /** What the target was told may have been lost: with the heartbeats it is told again. */
  void heartbeat() {
    if (transfer != null) {
      transfer.tellAgain();
    }
  }

  private void end(Effect.TransferFailure why) {
    if (transfer != null) {
      state.outbox().now(new Effect.TransferFailed(transfer.target(), why, transfer.requests()));
      transfer = null;
    }
  }

  /** RAFT-63: once it has everything, the target is told to campaign. */
  void tellSuccessor() {
    FollowerProgress progress = transfer == null ? null : followers.get(transfer.target());
    if (transfer != null
        && progress != null
        && transfer.isDue(progress.matchIndex(), state.log().lastIndex())) {
      state.outbox().sendNow(transfer.target(), new TimeoutNow(state.term()));
    }
  }

  /**
   * RAFT-18: who is not in the configuration in force is told that it is, by the last that is sent
   * to it. Should that be lost, it learns it when it connects to any other member.
   */
  void tellThoseWhoAreGone() {
    long index = state.appliedIndex();
    LogPosition position = new LogPosition(index, state.log().termAt(index));
    followers.forEach(
        (member, _) -> {
          if (!state.membership().contains(member)) {
            state
                .outbox()
                .sendNow(member, new AppendEntries(state.term(), position, List.of(), index));
          }
        });
  }

  /**
   * Another configuration is in force.
   *
   * @return whether this member goes on leading
   */
  boolean membershipChanged() {
    if (transfer != null && !state.membership().voters().contains(transfer.target())) {
      end(Effect.TransferFailure.BAD_TARGET);
    }
    // RAFT-59: one that is leaving leads, and does not count itself, until the others can do
    // without.
    if (state.membership().isVoter(state.self())
        || state.membership().leaving().contains(state.self())) {
      return true;
    }
    // It has led the group to where it has no say. The best of the others need not wait
    // until it is missed.
    long successor = bestVoter();
    if (successor != HardState.NOBODY) {
      state.outbox().sendNow(successor, new TimeoutNow(state.term()));
    }
    return false;
  }

  private long bestVoter() {
    return followers.bestOf(state.membership().voters(), electionTicks(), nowTick());
  }

  private int electionTicks() {
    return state.config().timing().electionTicks();
  }

  private long nowTick() {
    return state.timer().nowTick();
  }
}
