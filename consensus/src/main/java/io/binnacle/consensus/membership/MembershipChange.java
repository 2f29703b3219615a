package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
    TOO_MANY,
    /** It adds a member with the name of another. */
    NAME_USED,
    /** It adds a member with the address of another (CLUS-10). */
    ADDRESS_USED
  }

  /**
   * A new member that could not be told from another, or would be reached in its place.
   *
   * @param holder who has the name or the address
   */
  public record Clash(Flaw flaw, MemberContact added, MemberContact holder) {}

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
    Clash clash = clash(current);
    if (clash != null) {
      return new Verdict.Impossible(clash.flaw);
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

  /**
   * The first new member that has the name or the address of one that is there, also if that one is
   * on its way out, or of one that is added with it. Those that are there have the addresses that
   * the proposer reaches them at, which its flags may have put right, or else those in the
   * configuration.
   */
  public @Nullable Clash clash(Membership current) {
    SortedMap<Long, MemberContact> taken = new TreeMap<>();
    for (MemberContact each : contacts) {
      taken.put(each.memberId(), each);
    }
    for (MemberContact each : current.contacts()) {
      taken.putIfAbsent(each.memberId(), each);
    }
    taken.keySet().retainAll(current.members());
    for (Step step : steps) {
      if (step instanceof Step.AddLearner(MemberContact added)) {
        Clash clash = clash(added, taken.values());
        if (clash != null) {
          return clash;
        }
        taken.put(added.memberId(), added);
      }
    }
    return null;
  }

  private static @Nullable Clash clash(MemberContact added, Collection<MemberContact> taken) {
    for (MemberContact each : taken) {
      if (each.memberId() != added.memberId()) {
        if (each.hasNameOf(added)) {
          return new Clash(Flaw.NAME_USED, added, each);
        }
        if (each.hasAddressOf(added)) {
          return new Clash(Flaw.ADDRESS_USED, added, each);
        }
      }
    }
    return null;
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
