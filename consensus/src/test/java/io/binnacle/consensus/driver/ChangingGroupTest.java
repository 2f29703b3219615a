package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.TransferOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group that changes, over real sockets, disks and threads. */
class ChangingGroupTest {
  @TempDir private Path directory;

  private static final ConsensusConfig.Storage STORAGE =
      new ConsensusConfig.Storage(1 << 20, 32 << 10, 50, 1 << 20);

  private static MembershipOutcome done(CompletableFuture<MembershipOutcome> change)
      throws Exception {
    return change.get(60, TimeUnit.SECONDS);
  }

  private static final List<MembershipOutcome.Reason> MAY_PASS =
      List.of(MembershipOutcome.Reason.CHANGE_PENDING, MembershipOutcome.Reason.NO_LEADER);

  /** Asks again as long as the answer is that it may succeed later. */
  private static void insist(Supplier<CompletableFuture<MembershipOutcome>> change)
      throws Exception {
    long begin = System.nanoTime();
    MembershipOutcome outcome = done(change.get());
    while (outcome instanceof MembershipOutcome.Refused refused
        && System.nanoTime() - begin < 60_000_000_000L) {
      assertThat(refused.reason())
          .isIn(
              MembershipOutcome.Reason.NOT_CAUGHT_UP,
              MembershipOutcome.Reason.NOT_ENOUGH_ACTIVE,
              MembershipOutcome.Reason.CHANGE_PENDING,
              MembershipOutcome.Reason.NO_LEADER);
      Thread.sleep(50);
      outcome = done(change.get());
    }
    assertThat(outcome).isInstanceOf(MembershipOutcome.Changed.class);
  }

  private static void proposeMany(ThreeMembers group, String member, String text, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(group.propose(member, text + i)).isInstanceOf(ProposalOutcome.Applied.class);
    }
  }

  /**
   * BUG-21, RAFT-62, RAFT-55 to RAFT-59, CLUS-20, CLUS-32: a fourth member joins by a snapshot, is
   * promoted and takes the place of one whose disk was lost; then the leader itself is removed.
   */
  @Test
  void aMemberJoinsIsPromotedReplacesAnotherAndTheLeaderIsRemoved() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String leader = group.awaitLeader();
      proposeMany(group, leader, "x".repeat(2_000), 60);

      String lost = group.follower();
      long lostId = group.idOf(lost);
      group.stop(lost);
      String asked = group.awaitLeader();
      GroupAdministration administration = group.running.get(asked).group();
      ConsensusConfig.Group joining = group.joining("d");
      group.start(joining);
      insist(() -> administration.addLearner(joining.self()));
      Await.until(() -> group.machine("d").texts().size() >= 60);
      assertThat(group.running.get("d").status().role()).isEqualTo(MemberStatus.Role.LEARNER);
      insist(() -> administration.replace(lostId, joining.memberId()));

      // It may hear of it later than the one that was asked.
      Await.until(() -> isSettled(group.running.get("d").group().view(), 3));
      GroupView view = group.running.get("d").group().view();
      assertThat(view.members())
          .extracting(GroupView.Member::standing)
          .containsOnly(GroupView.Standing.VOTER)
          .hasSize(3);
      assertThat(view.members()).extracting(GroupView.Member::memberId).doesNotContain(lostId);

      // The new one is asked, and it is the leader that goes.
      String old = group.awaitLeader();
      ConsensusNode<Long> removed = group.running.get(old);
      long oldId = group.idOf(old);
      insist(() -> group.running.get("d").group().remove(oldId));
      assertThat(removed.stopped().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ConsensusNode.StopReason.Removed.class);
      group.running.remove(old);
      assertThat(group.propose("d", "afterwards")).isInstanceOf(ProposalOutcome.Applied.class);
      Await.until(() -> isSettled(group.running.get("d").group().view(), 2));

      // Restarted with the flags of its first start, it learns that it is out.
      group.start(old);
      assertThat(group.running.get(old).stopped().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ConsensusNode.StopReason.Removed.class);
      group.running.remove(old);

      // A restart of the one that joined goes by its log (RAFT-62).
      group.stop("d");
      group.start(joining);
      assertThat(group.propose("d", "again")).isInstanceOf(ProposalOutcome.Applied.class);
    }
  }

  private static boolean isSettled(GroupView view, int members) {
    return !view.joint() && view.members().size() == members;
  }

  /** RAFT-63, CLUS-17: to whom it is meant for, whoever is asked. */
  @Test
  void leadershipIsHandedOverOnRequestAndOnClose() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String leader = group.awaitLeader();
      String follower = group.follower();
      for (String asked : List.of(leader, follower)) {
        assertThat(transfer(group, asked, group.idOf(leader)))
            .as("%s leads already, says %s", leader, asked)
            .isInstanceOf(TransferOutcome.BadTarget.class);
      }
      long termBefore = group.running.get(leader).status().term();
      assertThat(transfer(group, leader, group.idOf(follower)))
          .isEqualTo(new TransferOutcome.Transferred(group.idOf(follower), termBefore + 1));
      assertThat(group.running.get(leader).group().view().leaderId())
          .as("who was asked shows it at once")
          .isEqualTo(group.idOf(follower));
      assertThat(group.awaitLeader()).isEqualTo(follower);
      assertThat(transfer(group, leader, group.idOf(leader)))
          .as("a follower asks its leader")
          .isEqualTo(new TransferOutcome.Transferred(group.idOf(leader), termBefore + 2));
      assertThat(group.awaitLeader()).isEqualTo(leader);
      Await.until(
          () ->
              Long.valueOf(group.idOf(leader))
                  .equals(group.running.get(follower).group().view().leaderId()));
      assertThat(transfer(group, follower, group.idOf(follower)))
          .isEqualTo(new TransferOutcome.Transferred(group.idOf(follower), termBefore + 3));
      assertThat(group.awaitLeader()).isEqualTo(follower);
      assertThat(group.propose(leader, "x")).isInstanceOf(ProposalOutcome.Applied.class);

      // Closed, it leaves a successor behind: the next term is one later, without a timeout.
      group.stop(follower);
      String successor = group.awaitLeader();
      assertThat(group.running.get(successor).status().term()).isEqualTo(termBefore + 4);
    }
  }

  private static TransferOutcome transfer(ThreeMembers group, String asked, long target)
      throws Exception {
    return group.running.get(asked).group().transferLeadership(target).get(60, TimeUnit.SECONDS);
  }

  /** CLUS-10: the answer of whoever was asked shows the new member as it was added. */
  @Test
  void whoWasAskedToAddAMemberShowsItWithNameAndAddressAtOnce() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      List<String> askedInTurn = List.of(group.follower(), group.leader());
      for (int i = 1; i <= 20; i++) {
        GroupAdministration asked = group.running.get(askedInTurn.get(i % 2)).group();
        ConsensusConfig.Member added = new ConsensusConfig.Member(i, "new-" + i, "127.0.0.1", i);
        AtomicReference<GroupView> answer = new AtomicReference<>();
        insist(() -> asked.addLearner(added).whenComplete((_, _) -> answer.set(asked.view())));
        assertThat(answer.get().members())
            .filteredOn(member -> member.memberId() == added.memberId())
            .extracting(GroupView.Member::name, GroupView.Member::host, GroupView.Member::port)
            .containsExactly(tuple(added.name(), added.host(), added.port()));
      }
    }
  }

  /** CLUS-10: two members at one address, or of one name, could not be told apart. */
  @Test
  void theNameAndTheAddressOfAMemberAreRefusedToAnotherUntilItIsRemoved() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      GroupAdministration asked = group.running.get(group.follower()).group();
      insist(() -> asked.addLearner(new ConsensusConfig.Member(0xd1, "d", "127.0.0.1", 1)));
      ConsensusConfig.Member voter = group.config("a").group().self();
      for (GroupAdministration each : List.of(asked, group.running.get(group.leader()).group())) {
        assertThat(whyNot(() -> each.addLearner(new ConsensusConfig.Member(7, "d", "h", 2))))
            .isEqualTo(
                refused(MembershipOutcome.Reason.NAME_USED, "the name d is that of member d1"));
        assertThat(
                whyNot(() -> each.addLearner(new ConsensusConfig.Member(7, "e", "127.0.0.1", 1))))
            .isEqualTo(
                refused(
                    MembershipOutcome.Reason.ADDRESS_USED,
                    "the peer address 127.0.0.1:1 is that of member d (d1)"));
        assertThat(
                whyNot(
                    () ->
                        each.addLearner(
                            new ConsensusConfig.Member(7, "e", "127.0.0.1", voter.port()))))
            .as("a voter of the first start, which is in no configuration with its address")
            .extracting(MembershipOutcome.Refused::reason)
            .isEqualTo(MembershipOutcome.Reason.ADDRESS_USED);
      }
      insist(() -> asked.remove(0xd1));
      insist(() -> asked.addLearner(new ConsensusConfig.Member(7, "d", "127.0.0.1", 1)));
    }
  }

  private static MembershipOutcome.Refused refused(MembershipOutcome.Reason reason, String why) {
    return new MembershipOutcome.Refused(reason, why);
  }

  /** RAFT-54, RAFT-58. */
  @Test
  void whatMakesNoSenseIsRefusedWithItsReason() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String asked = group.follower();
      GroupAdministration administration = group.running.get(asked).group();
      assertThat(reasonOf(() -> administration.promote(12345)))
          .isEqualTo(MembershipOutcome.Reason.UNKNOWN_MEMBER);
      assertThat(reasonOf(() -> administration.promote(group.idOf(asked))))
          .isEqualTo(MembershipOutcome.Reason.NO_CHANGE);
      assertThat(reasonOf(() -> administration.addLearner(group.config(asked).group().self())))
          .isEqualTo(MembershipOutcome.Reason.ID_USED);
      assertThat(reasonOf(() -> administration.change(List.of())))
          .isEqualTo(MembershipOutcome.Reason.TOO_MANY);
      assertThat(administration.view().members()).hasSize(3);
    }
  }

  /**
   * The reason that stays. A leader that has not yet applied the first entry of its term cannot
   * judge a change and says so (RAFT-58); followers may have heard of it before that.
   */
  private static MembershipOutcome.Reason reasonOf(
      Supplier<CompletableFuture<MembershipOutcome>> change) throws Exception {
    return whyNot(change).reason();
  }

  private static MembershipOutcome.Refused whyNot(
      Supplier<CompletableFuture<MembershipOutcome>> change) throws Exception {
    long begin = System.nanoTime();
    MembershipOutcome outcome = done(change.get());
    while (outcome instanceof MembershipOutcome.Refused refused
        && MAY_PASS.contains(refused.reason())
        && System.nanoTime() - begin < 60_000_000_000L) {
      Thread.sleep(50);
      outcome = done(change.get());
    }
    return (MembershipOutcome.Refused) outcome;
  }
}
