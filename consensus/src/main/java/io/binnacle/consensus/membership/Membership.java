package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of a group, by member ids in ascending order. In force once applied (RAFT-53).
 *
 * @param voters whose majority decides
 * @param learners get the log, have no say; one that is an outgoing voter as well still has it, and
 *     loses it when the joint consensus is left (RAFT-56)
 * @param outgoingVoters not empty while the group is in joint consensus: then a majority of these
 *     decides as well (RAFT-55)
 * @param contacts of members, as far as they were ever told; ascending by id
 * @param removed the newest few that were removed: they never come back (RAFT-58); one that is a
 *     learner as well is {@link #leaving}
 */
public record Membership(
    List<Long> voters,
    List<Long> learners,
    List<Long> outgoingVoters,
    List<MemberContact> contacts,
    List<Long> removed) {
  /** Of a member that waits to be added: it has no say and knows of nobody that has. */
  public static final Membership NOBODY =
      new Membership(List.of(), List.of(), List.of(), List.of(), List.of());

  /** More would outgrow a snapshot's header; ids are drawn from 2^62, so the rest is safe, too. */
  static final int REMOVED_MAX = 64;

  public Membership {
    voters = sorted(voters);
    learners = sorted(learners);
    outgoingVoters = sorted(outgoingVoters);
    contacts = List.copyOf(contacts);
    removed = List.copyOf(removed);
    Invariant.check(
        !voters.isEmpty() || (outgoingVoters.isEmpty() && learners.isEmpty()),
        "a group without voters");
    for (Long learner : learners) {
      Invariant.check(!voters.contains(learner), "voter and learner at once: %s", learner);
    }
  }

  public Membership(List<Long> voters, List<Long> learners, List<Long> outgoingVoters) {
    this(voters, learners, outgoingVoters, List.of(), List.of());
  }

  public static Membership ofVoters(List<Long> voters) {
    return new Membership(voters, List.of(), List.of());
  }

  public boolean isVoter(long memberId) {
    return voters.contains(memberId) || outgoingVoters.contains(memberId);
  }

  public boolean contains(long memberId) {
    return isVoter(memberId) || learners.contains(memberId);
  }

  public boolean isJoint() {
    return !outgoingVoters.isEmpty();
  }

  /**
   * Who had a say, has none any more, and still gets the log: until a majority of the voters holds
   * the next configuration, some of them may need the vote of these to go by this one (RAFT-60).
   */
  public List<Long> leaving() {
    return learners.stream().filter(removed::contains).toList();
  }

  /** Those of {@link #removed} that need not be heard any more. */
  public List<Long> gone() {
    return removed.stream().filter(member -> !learners.contains(member)).toList();
  }

  /** Whether another configuration has to follow before the next change may begin. */
  public boolean isChanging() {
    return isJoint() || !leaving().isEmpty();
  }

  /** Everybody that is sent the log, ascending. */
  public List<Long> members() {
    List<Long> all = new ArrayList<>(voters);
    all.addAll(outgoingVoters);
    all.addAll(learners);
    return sorted(all);
  }

  /**
   * What follows while {@link #isChanging}. After a joint consensus the outgoing voters have no say
   * any more, and those of them that are to go are leaving; after that they are gone. The log of
   * who holds the second step proves that the first is committed ({@link
   * ConfigurationTrack#provenCommitted}), so it never has to ask one that is gone.
   */
  public Membership followedBy() {
    Invariant.check(isChanging(), "%s is not changing", this);
    List<Long> nextLearners = new ArrayList<>(learners);
    if (!isJoint()) {
      nextLearners.removeAll(leaving());
      return succeededBy(voters, nextLearners, List.of(), contacts);
    }
    List<Long> nextRemoved = new ArrayList<>(removed);
    for (Long outgoing : outgoingVoters) {
      if (!voters.contains(outgoing) && !learners.contains(outgoing)) {
        nextLearners.add(outgoing);
        nextRemoved.add(outgoing);
      }
    }
    return new Membership(voters, nextLearners, List.of(), contacts, newest(nextRemoved));
  }

  /** The next configuration; who is not in it any more has been removed. */
  Membership succeededBy(
      List<Long> nextVoters,
      List<Long> nextLearners,
      List<Long> nextOutgoing,
      List<MemberContact> known) {
    Membership bare = new Membership(nextVoters, nextLearners, nextOutgoing);
    List<MemberContact> nextContacts = new ArrayList<>();
    for (Long member : bare.members()) {
      known.stream()
          .filter(contact -> contact.memberId() == member)
          .findFirst()
          .ifPresent(nextContacts::add);
    }
    List<Long> nextRemoved = new ArrayList<>(removed);
    members().stream()
        .filter(member -> !bare.contains(member) && !removed.contains(member))
        .forEach(nextRemoved::add);
    return new Membership(
        bare.voters, bare.learners, bare.outgoingVoters, nextContacts, newest(nextRemoved));
  }

  private static List<Long> newest(List<Long> removed) {
    return removed.subList(Math.max(0, removed.size() - REMOVED_MAX), removed.size());
  }

  private static List<Long> sorted(List<Long> ids) {
    for (int i = 1; i < ids.size(); i++) {
      if (ids.get(i - 1) >= ids.get(i)) {
        return ids.stream().sorted().distinct().toList();
      }
    }
    return List.copyOf(ids);
  }
}
