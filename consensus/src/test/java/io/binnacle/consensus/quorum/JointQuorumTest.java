package io.binnacle.consensus.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.membership.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RAFT-55. */
class JointQuorumTest {
  private static long agreed(Membership membership, Map<Long, Long> reached) {
    return new JointQuorum(membership).agreed(member -> reached.getOrDefault(member, 0L));
  }

  @Test
  void aMajorityOfEachHalfIsNeeded() {
    Membership joint = new Membership(List.of(1L, 4L, 5L), List.of(), List.of(1L, 2L, 3L));
    assertThat(agreed(joint, Map.of(1L, 9L, 4L, 8L, 5L, 7L))).isZero();
    assertThat(agreed(joint, Map.of(1L, 9L, 2L, 8L, 3L, 7L))).isZero();
    assertThat(agreed(joint, Map.of(1L, 9L, 2L, 5L, 4L, 8L))).isEqualTo(5);
  }

  @Test
  void learnersAreNeverCounted() {
    Membership group = new Membership(List.of(1L, 2L, 3L), List.of(4L, 5L), List.of());
    assertThat(agreed(group, Map.of(1L, 9L, 4L, 9L, 5L, 9L))).isZero();
  }

  @Test
  void ofNobodyThereIsNoQuorum() {
    assertThatThrownBy(() -> new JointQuorum(Membership.NOBODY))
        .isInstanceOf(Invariant.Violation.class);
  }

  /** INV-09: quorums of a configuration and of the one it leads to always meet. */
  @Test
  void quorumsOfNeighbouringConfigurationsMeet() {
    List<List<Long>> sets = new ArrayList<>();
    for (int bits = 1; bits < 32; bits++) {
      List<Long> set = new ArrayList<>();
      for (long id = 1; id <= 5; id++) {
        if ((bits >> (id - 1) & 1) == 1) {
          set.add(id);
        }
      }
      sets.add(set);
    }
    for (List<Long> before : sets) {
      for (List<Long> after : sets) {
        requireMeeting(Membership.ofVoters(before), new Membership(after, List.of(), before), sets);
        requireMeeting(new Membership(after, List.of(), before), Membership.ofVoters(after), sets);
      }
    }
  }

  private static void requireMeeting(Membership one, Membership other, List<List<Long>> sets) {
    for (List<Long> quorum : sets) {
      List<Long> rest =
          List.of(1L, 2L, 3L, 4L, 5L).stream().filter(id -> !quorum.contains(id)).toList();
      boolean both = isQuorum(one, quorum) && isQuorum(other, rest);
      assertThat(both).as("%s of %s and %s of %s", quorum, one, rest, other).isFalse();
    }
  }

  private static boolean isQuorum(Membership membership, List<Long> members) {
    return new JointQuorum(membership).agreed(id -> members.contains(id) ? 1 : 0) > 0;
  }
}
