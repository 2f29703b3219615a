package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change about a group. All steps take effect together: where they touch the voters,
 * through joint consensus (RAFT-55), so any number of them is safe; a replacement is a promotion
 * and a removal at once (CLUS-20). Where they leave the voters as they are, quorums do not change
 * and one entry is enough.
 *
 * @param steps in the order they are to be understood
 * @param contacts of everybody the proposer knows; of those that stay, the configuration keeps what
 *     it did not know
 */
public record MembershipChange(List<Step> steps, List<MemberContact> contacts) {
  /** Nobody needs more at once; the form on the wire is bounded with it. */
  public static final int STEPS_MAX = 32;

  public MembershipChange {
    steps = List.copyOf(steps);
    contacts = List.copyOf(contacts);
    Invariant.check(
        !steps.isEmpty() && steps.size() <= STEPS_MAX,
        "a change of %d steps, at most %d",
        steps.size(),
        STEPS_MAX);
  }

  /** One part of a change. */
  public sealed interface Step {
    /** A new member that gets the log and has no say yet. */
    record AddLearner(MemberContact contact) implements Step {}

    /** A learner becomes a voter. */
    record Promote(long memberId) implements Step {}

    /** A voter becomes a learner. */
    record Demote(long memberId) implements Step {}

    /** A voter or learner goes for ever. */
    record Remove(long memberId) implements Step {}
  }

  /** Whether a change makes sense for a configuration, and what it leads to. */
  public sealed interface Verdict {
    /** The next configuration; joint where the voters change. */
    record Possible(Membership next) implements Verdict {}

    record Impossible(Flaw flaw) implements Verdict {}
  }

  /** Why a change makes no sense for a configuration. */
  public enum Flaw {
    /** It names a member that the group does not have. */
    UNKNOWN_MEMBER,
    /** It adds a member that is there, or was there once (RAFT-58). */
    ID_USED,
    /** It promotes a voter or demotes a learner. */
    NO_CHANGE,
    /** It leaves no voter (RAFT-56). */
    NO_VOTERS,
    /** More members than a configuration takes. */
    TOO_MANY
  }

  /** What becomes of a configuration that is not changing. */
  public Verdict judge(Membership current) {
    Invariant.check(!current.isChanging(), "a change of %s, which is one already", current);
    List<Long> voters = new ArrayList<>(current.voters());
    List<Long> learners = new ArrayList<>(current.learners());
    List<MemberContact> known = new ArrayList<>(current.contacts());
    for (Step step : steps) {
      Flaw flaw = take(step, voters, learners, current.removed());
      if (flaw != null) {
        return new Verdict.Impossible(flaw);
      }
      if (step instanceof Step.AddLearner(MemberContact contact)) {
        known.add(contact);
      }
    }
    if (voters.isEmpty()) {
      return new Verdict.Impossible(Flaw.NO_VOTERS);
    }
    known.addAll(contacts);
    voters.sort(null);
    boolean sameVoters = voters.equals(current.voters());
    Membership next =
        current.succeededBy(voters, learners, sameVoters ? List.of() : current.voters(), known);
    return MembershipForm.size(next) <= MembershipForm.BYTES_MAX
        ? new Verdict.Possible(next)
        : new Verdict.Impossible(Flaw.TOO_MANY);
  }

  private static @Nullable Flaw take(
      Step step, List<Long> voters, List<Long> learners, List<Long> removed) {
    return switch (step) {
      case Step.AddLearner(MemberContact contact) -> {
        Long id = contact.memberId();
        if (voters.contains(id) || learners.contains(id) || removed.contains(id)) {
          yield Flaw.ID_USED;
        }
        learners.add(id);
        yield null;
      }
      case Step.Promote(long id) -> move(id, learners, voters);
      case Step.Demote(long id) -> move(id, voters, learners);
      case Step.Remove(long id) ->
          voters.remove(Long.valueOf(id)) || learners.remove(Long.valueOf(id))
              ? null
              : Flaw.UNKNOWN_MEMBER;
    };
  }

  private static @Nullable Flaw move(long id, List<Long> from, List<Long> to) {
    if (to.contains(id)) {
      return Flaw.NO_CHANGE;
    }
    if (!from.remove(Long.valueOf(id))) {
      return Flaw.UNKNOWN_MEMBER;
    }
    to.add(id);
    return null;
  }
}
