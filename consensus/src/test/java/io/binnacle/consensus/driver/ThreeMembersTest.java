package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.metrics.ConsensusMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ThreeMembersTest {
  private static final ConsensusConfig.Storage STORAGE =
      new ConsensusConfig.Storage(1 << 20, 256 << 10, 20, 64 << 10);

  @TempDir Path directory;

  /** RAFT-34, RAFT-45, RAFT-46: through a follower, and read there. */
  @Test
  void aFollowerForwardsAndAnswersAfterItHasAppliedTheCommandItself() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String follower = group.follower();
      assertThat(group.propose(follower, "through-a-follower"))
          .isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(group.machines.get(follower).texts()).containsExactly("through-a-follower");
      for (String name : group.running.keySet()) {
        assertThat(group.running.get(name).readBarrier().get(60, TimeUnit.SECONDS))
            .isInstanceOf(ReadOutcome.Ready.class);
        assertThat(group.machines.get(name).texts()).containsExactly("through-a-follower");
      }
      MemberStatus leader = group.running.get(group.awaitLeader()).status();
      Await.until(
          () ->
              group.running.get(group.leader()).status().peers().stream()
                  .allMatch(peer -> peer.connected() && peer.matchIndex() > 0));
      assertThat(leader.peers()).hasSize(2);
    }
  }

  /** Design D17: a failover is a pause; nothing that was acknowledged is lost, nothing doubled. */
  @Test
  void theGroupGoesOnWithoutItsLeaderAndTheLeaderCatchesUpFromTheLogWhenItReturns()
      throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String first = group.awaitLeader();
      String follower = group.follower();
      List<String> acknowledged = new ArrayList<>();
      List<CompletableFuture<ProposalOutcome<Long>>> outcomes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        outcomes.add(group.running.get(follower).propose(Bytes.ofUtf8("command-" + i)));
        if (i == 100) {
          group.stop(first);
        }
      }
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).get(60, TimeUnit.SECONDS) instanceof ProposalOutcome.Applied<Long>) {
          acknowledged.add("command-" + i);
        }
      }
      assertThat(group.awaitLeader()).isNotEqualTo(first);
      assertThat(group.propose(follower, "after")).isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(acknowledged).hasSizeGreaterThan(100);

      group.start(first);
      Await.until(() -> group.machines.get(first).texts().contains("after"));
      assertThat(group.machines.get(first).restores).isZero();
      List<String> applied = group.machines.get(first).texts();
      assertThat(applied).containsAll(acknowledged);
      assertThat(new LinkedHashSet<>(applied)).hasSameSizeAs(applied);
      assertThat(group.machines.get(follower).texts()).isEqualTo(applied);
    }
  }

  /** RAFT-74, FAULT-08: the driver's turns go on while the log's writer hangs in a sync. */
  @Test
  void aLeaderWhoseOwnSyncHangsStepsAsideAndIsBackWhenItEnds() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String first = group.awaitLeader();
      assertThat(group.propose(first, "before")).isInstanceOf(ProposalOutcome.Applied.class);
      HangingDisk disk = group.disks.get(first);
      disk.hang();
      ConsensusMember<Long> hanging = group.running.get(first);
      CompletableFuture<ProposalOutcome<Long>> meanwhile =
          hanging.propose(Bytes.ofUtf8("by the disks of the others"));
      Await.until(disk::hasHung);
      Await.until(() -> hanging.status().role() != MemberStatus.Role.LEADER);
      Await.until(
          () ->
              group.running.values().stream()
                  .anyMatch(each -> each.status().role() == MemberStatus.Role.LEADER));
      assertThat(meanwhile).as("not durable here").isNotDone();
      disk.goOn();
      assertThat(meanwhile.get(60, TimeUnit.SECONDS)).isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(group.propose(first, "after")).isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(group.machines.get(first).texts())
          .containsExactly("before", "by the disks of the others", "after");
    }
  }

  private static long sum(ThreeMembers group, ToLongFunction<ConsensusMetrics> value) {
    return group.running.values().stream()
        .mapToLong(each -> value.applyAsLong(each.metrics()))
        .sum();
  }

  /** RAFT-65, RAFT-66, RAFT-68, RAFT-75. */
  @Test
  void aMemberThatWasAwayForTooLongIsBroughtBackByASnapshotOfSeveralParts() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String leader = group.awaitLeader();
      String away = group.follower();
      assertThat(group.propose(away, "before")).isInstanceOf(ProposalOutcome.Applied.class);
      group.stop(away);
      for (int round = 0; round < 40; round++) {
        List<CompletableFuture<ProposalOutcome<Long>>> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String command = "round-" + round + "-" + i + "-" + "x".repeat(4_000);
          outcomes.add(group.running.get(leader).propose(Bytes.ofUtf8(command)));
        }
        for (CompletableFuture<ProposalOutcome<Long>> outcome : outcomes) {
          assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(ProposalOutcome.Applied.class);
        }
      }
      Await.until(() -> group.running.get(leader).metrics().snapshots().taken() > 1);
      group.start(away);
      List<String> expected = group.machines.get(leader).texts();
      Await.until(() -> group.machines.get(away).texts().size() >= expected.size());
      assertThat(group.machines.get(away).texts()).isEqualTo(expected);
      assertThat(group.running.get(away).metrics().snapshots().installed()).isPositive();
      Await.until(() -> sum(group, each -> each.snapshots().sent()) > 0);
      assertThat(group.running.get(away).metrics().snapshots().sent()).isZero();
      assertThat(sum(group, each -> each.leadership().electionsBegun())).isPositive();
      assertThat(group.propose(away, "back")).isInstanceOf(ProposalOutcome.Applied.class);

      group.stop(away);
      group.start(away);
      assertThat(group.running.get(away).readBarrier().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ReadOutcome.Ready.class);
      assertThat(group.machines.get(away).texts()).hasSize(expected.size() + 1).endsWith("back");
    }
  }

  /** RAFT-35, INV-06: all stop at once and start again. */
  @Test
  void allThreeStopAndStartAgainWithEverythingThatWasAcknowledged() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String follower = group.follower();
      for (int i = 0; i < 20; i++) {
        assertThat(group.propose(follower, "kept-" + i))
            .isInstanceOf(ProposalOutcome.Applied.class);
      }
      List<String> expected = group.machines.get(follower).texts();
      group.stopAll();
      group.startAll();
      assertThat(group.running.get(follower).readBarrier().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ReadOutcome.Ready.class);
      assertThat(group.machines.get(follower).texts()).isEqualTo(expected);
    }
  }

  /** RAFT-33, RAFT-35: without a quorum nothing is promised, and nothing is said to have failed. */
  @Test
  void withoutAQuorumProposalsAreUndecidedOrRefusedAndReadsUnavailable() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String leader = group.awaitLeader();
      for (String name : List.copyOf(group.running.keySet())) {
        if (!name.equals(leader)) {
          group.stop(name);
        }
      }
      assertThat(group.propose(leader, "alone")).isNotInstanceOf(ProposalOutcome.Applied.class);
      assertThat(group.running.get(leader).readBarrier().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ReadOutcome.Unavailable.class);
    }
  }

  /** RAFT-58: what {@link EmptiedMemberTest} shows, with real members and connections. */
  @Test
  void aMemberWhoseDirectoryWasEmptiedIsTurnedAwayAndStops() throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String emptied = group.follower();
      // Both others have let it in, so both remember it.
      Await.until(
          () ->
              group.running.get(emptied).status().peers().stream()
                  .allMatch(MemberStatus.Peer::connected));
      group.stop(emptied);
      deleteAll(directory.resolve(emptied));
      ListAppender<ILoggingEvent> logged = new ListAppender<>();
      Logger all = (Logger) LoggerFactory.getLogger("io.binnacle.consensus");
      logged.start();
      all.addAppender(logged);
      group.start(emptied);
      assertThat(group.running.get(emptied).stopped().get(60, TimeUnit.SECONDS))
          .asInstanceOf(type(ConsensusNode.StopReason.Failed.class))
          .satisfies(
              failed ->
                  assertThat(failed.why())
                      .contains("another data directory", "empty its directory, and let it join"));
      all.detachAppender(logged);
      assertThat(List.copyOf(logged.list))
          .as("by the emptied member once, however many others refuse it on however many lanes")
          .filteredOn(each -> each.getFormattedMessage().contains("refuse"))
          .singleElement()
          .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.ERROR));
      group.running.remove(emptied);
      assertThat(group.propose(group.awaitLeader(), "goes on"))
          .isInstanceOf(ProposalOutcome.Applied.class);
    }
  }

  private static void deleteAll(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
