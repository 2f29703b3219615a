package io.binnacle.consensus.simulation;

import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Which configurations a group may come to, by what was asked for and may still happen, and whether
 * it can live with each of them when some of its members are damaged.
 *
 * <p>What must hold of a configuration is that more of its voters are whole than damaged. That is
 * hardest to keep where every whole voter that may lose its say does, every damaged member that may
 * become a voter does, and nothing else happens. So this one case is looked at, in place of all.
 */
final class GroupOutlook {
  private record Wish(List<Step> steps, CompletableFuture<MembershipOutcome> outcome) {}

  private final NodeChecker checker;
  private final List<Wish> open = new ArrayList<>();

  GroupOutlook(NodeChecker checker) {
    this.checker = checker;
  }

  /**
   * Somebody was asked for this change. Where he ends before he knows what became of it, it may
   * happen for ever after.
   */
  void asked(List<Step> steps, CompletableFuture<MembershipOutcome> outcome) {
    open.add(new Wish(List.copyOf(steps), outcome));
  }

  private static boolean isDecided(Wish wish) {
    return wish.outcome().isDone()
        && !(wish.outcome().join() instanceof MembershipOutcome.Undecided);
  }

  /**
   * Whether the whole voters stay a majority, whatever comes of what was asked for.
   *
   * @param more that would be asked for now
   */
  boolean survives(Set<Long> damaged, List<Step> more) {
    open.removeIf(GroupOutlook::isDecided);
    Membership now = checker.inForce();
    List<Step> possible = new ArrayList<>(more);
    open.forEach(wish -> possible.addAll(wish.steps()));
    // Somebody may have to go by the one before, until all have heard of the newest.
    Membership before = checker.inForceBefore();
    boolean bearableThen =
        open.isEmpty()
            ? isBearable(votersAfter(more, now), damaged, List.of())
            : isBearable(now.voters(), damaged, possible);
    return bearableThen
        && isBearable(now.voters(), damaged, List.of())
        && isBearable(now.outgoingVoters(), damaged, List.of())
        && isBearable(before.voters(), damaged, List.of())
        && isBearable(before.outgoingVoters(), damaged, List.of());
  }

  /**
   * Where nothing else was asked for, what this alone leads to is known; nowhere, if it cannot be.
   */
  private static List<Long> votersAfter(List<Step> steps, Membership now) {
    return !steps.isEmpty()
            && new MembershipChange(steps, List.of()).judge(now)
                instanceof MembershipChange.Verdict.Possible(Membership next)
        ? next.voters()
        : now.voters();
  }

  private static boolean isBearable(List<Long> voters, Set<Long> damaged, List<Step> possible) {
    if (voters.isEmpty()) {
      return true;
    }
    Set<Long> whole = new HashSet<>(voters);
    whole.removeAll(damaged);
    Set<Long> broken = new HashSet<>(voters);
    broken.retainAll(damaged);
    for (Step step : possible) {
      switch (step) {
        case Step.Remove(long id) -> whole.remove(id);
        case Step.Demote(long id) -> whole.remove(id);
        case Step.Promote(long id) when damaged.contains(id) -> broken.add(id);
        case Step.Promote _, Step.AddLearner _ -> {}
      }
    }
    return whole.size() > broken.size();
  }
}
