package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of a group, by member ids in ascending order. In force once applied (RAFT-53).
 *
 * @param voters whose majority decides
 * @param learners get the log, have no say
 * @param outgoingVoters not empty while the group is in joint consensus: then a majority of these
 *     decides as well (RAFT-55)
 */
public record Membership(List<Long> voters, List<Long> learners, List<Long> outgoingVoters) {
  public Membership {
    voters = sorted(voters);
    learners = sorted(learners);
    outgoingVoters = sorted(outgoingVoters);
    Invariant.check(!voters.isEmpty(), "a group without voters");
    for (Long learner : learners) {
      Invariant.check(!voters.contains(learner), "voter and learner at once: %s", learner);
    }
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

  /** Everybody that is sent the log, ascending. */
  public List<Long> members() {
    List<Long> all = new ArrayList<>(voters);
    for (Long outgoing : outgoingVoters) {
      if (!all.contains(outgoing)) {
        all.add(outgoing);
      }
    }
    for (Long learner : learners) {
      if (!all.contains(learner)) {
        all.add(learner);
      }
    }
    return sorted(all);
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
