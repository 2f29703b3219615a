package io.binnacle.consensus;

import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who belongs to the group, and who leads it. Safe for use by any thread. Any member may be asked
 * for a change, as for a proposal: it goes to the leader, and completes once the member that was
 * asked has applied it.
 *
 * <p>One change is under way at a time (RAFT-54). Where it touches the voters it goes through joint
 * consensus and completes when that is left again (RAFT-55); the leader leaves it by itself, also
 * if it changes meanwhile.
 */
public interface GroupAdministration {
  /**
   * Carries out some steps at once: all of them, or none.
   *
   * @return never completes exceptionally; exactly once
   */
  CompletableFuture<MembershipOutcome> change(List<Step> steps);

  /**
   * A new member, which gets the log and has no say. It must have been started with {@link
   * ConsensusConfig.Group#joining}, or be started soon.
   */
  default CompletableFuture<MembershipOutcome> addLearner(ConsensusConfig.Member member) {
    return change(List.of(new Step.AddLearner(member.contact())));
  }

  /**
   * A learner becomes a voter. Refused as {@link MembershipOutcome.Reason#NOT_CAUGHT_UP} as long as
   * it lacks much of the log (RAFT-57): asking again later is right.
   */
  default CompletableFuture<MembershipOutcome> promote(long memberId) {
    return change(List.of(new Step.Promote(memberId)));
  }

  /** A voter becomes a learner. */
  default CompletableFuture<MembershipOutcome> demote(long memberId) {
    return change(List.of(new Step.Demote(memberId)));
  }

  /**
   * A member goes for ever: its id is never taken again. The leader may be removed as well; it
   * hands over and stops (RAFT-59). A removed member that learns of it stops with {@link
   * ConsensusNode.StopReason.Removed}.
   */
  default CompletableFuture<MembershipOutcome> remove(long memberId) {
    return change(List.of(new Step.Remove(memberId)));
  }

  /** A learner takes a voter's place in one step, so that the number of voters never changes. */
  default CompletableFuture<MembershipOutcome> replace(long voterId, long learnerId) {
    return change(List.of(new Step.Promote(learnerId), new Step.Remove(voterId)));
  }

  /**
   * Hands leadership to a voter (RAFT-63). Only the leader can; meanwhile proposals wait, and after
   * an election timeout without a new leader all is as before.
   *
   * @return never completes exceptionally; exactly once
   */
  CompletableFuture<TransferOutcome> transferLeadership(long toMemberId);

  /** The group as this member has applied it; never blocks. */
  GroupView view();

  /** How many steps one change may have. */
  int STEPS_MAX = MembershipChange.STEPS_MAX;
}
