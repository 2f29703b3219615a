package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.identity.NewCluster;
import io.binnacle.consensus.transport.NoPeers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CLUS-06, CLUS-07: one survivor founds a new group with what it has. */
class NewClusterTest {
  @TempDir private Path directory;

  private static final ConsensusConfig.Storage STORAGE =
      new ConsensusConfig.Storage(64 << 10, 16 << 10, 10, 64 << 10);

  private static final ConsensusConfig.Group ALONE =
      ConsensusConfig.Group.ofInitialCluster("after", "a", Map.of("a", "127.0.0.1:1"));

  /** With snapshots and a tail of log; the others are gone. */
  private List<String> lostMajority(int proposals) throws Exception {
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String leader = group.awaitLeader();
      for (int i = 0; i < proposals; i++) {
        assertThat(group.propose(leader, "x".repeat(1_000) + i))
            .isInstanceOf(ProposalOutcome.Applied.class);
      }
      Await.until(() -> group.machine("a").texts().size() == proposals);
      return group.machine("a").texts();
    }
  }

  private Disk survivor() throws IOException {
    return FileDisk.at(directory.resolve("a"));
  }

  private void requireServes(List<String> before) throws Exception {
    ToyMachine machine = new ToyMachine();
    ConsensusConfig config = ConsensusConfig.of(ALONE, 3).withStorage(STORAGE);
    try (ConsensusMember<Long> member =
        ConsensusMember.start(config, survivor(), new NoPeers(), machine)) {
      assertThat(member.propose(Bytes.ofUtf8("afterwards")).get(60, TimeUnit.SECONDS))
          .isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(machine.texts()).startsWith(before.toArray(String[]::new)).endsWith("afterwards");
      assertThat(member.group().view().members()).hasSize(1);
      assertThat(member.stopped().isDone()).isFalse();
    }
  }

  @Test
  void whatOneMemberHasGoesOnAsAGroupOfItsOwn() throws Exception {
    List<String> before = lostMajority(60);
    NewCluster.Founded founded = NewCluster.found(survivor(), ALONE, STORAGE);
    assertThat(founded.clusterId()).isEqualTo(ALONE.clusterId());
    assertThat(founded.memberId()).isEqualTo(ALONE.memberId());
    assertThat(directory.resolve("a").resolve(founded.keptIn()).resolve("wal"))
        .isNotEmptyDirectory();
    requireServes(before);
    requireServes(before);
  }

  @Test
  void aShortLogWithoutSnapshotsIsTakenOver() throws Exception {
    List<String> before = lostMajority(3);
    NewCluster.found(survivor(), ALONE, STORAGE);
    requireServes(before);
  }

  /** WAL-12, design D3: what a start refuses for good is still what a new group can begin with. */
  @Test
  void whatIsLeftOfADamagedMemberIsTakenOver() throws Exception {
    Path root = directory.resolve("a");
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      group.startAll();
      String leader = group.awaitLeader();
      for (int i = 0; i < 3; i++) {
        group.propose(leader, "x".repeat(1_000) + i);
      }
      Await.until(() -> syncedOffset(root.resolve("wal/synced")) > 3_000);
    }
    loseWhatIsBehind(2_048, root);
    try (ThreeMembers group = new ThreeMembers(directory, STORAGE)) {
      assertThatThrownBy(() -> group.start("a"))
          .hasMessageContaining("had been synced up to offset");
    }
    assertThat(root.resolve("damaged")).exists();

    NewCluster.Founded founded = NewCluster.found(survivor(), ALONE, STORAGE);
    Path kept = root.resolve(founded.keptIn());
    assertThat(kept.resolve("damaged")).exists();
    assertThat(kept.resolve("directories")).exists();
    assertThat(root.resolve("damaged")).doesNotExist();
    ToyMachine machine = new ToyMachine();
    try (ConsensusMember<Long> member =
        ConsensusMember.start(
            ConsensusConfig.of(ALONE, 3).withStorage(STORAGE),
            survivor(),
            new NoPeers(),
            machine)) {
      assertThat(member.propose(Bytes.ofUtf8("afterwards")).get(60, TimeUnit.SECONDS))
          .isInstanceOf(ProposalOutcome.Applied.class);
      assertThat(machine.texts()).hasSizeLessThan(4).endsWith("afterwards");
    }
  }

  private static long syncedOffset(Path file) {
    try {
      ByteBuffer places = ByteBuffer.wrap(Files.readAllBytes(file));
      return Math.max(places.getLong(24), places.getLong(4_096 + 24));
    } catch (NoSuchFileException _) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void loseWhatIsBehind(int offset, Path root) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("wal"))) {
      Path last =
          files.filter(each -> each.toString().endsWith(".wal")).sorted().toList().getLast();
      byte[] content = Files.readAllBytes(last);
      Arrays.fill(content, offset, content.length, (byte) 0);
      Files.write(last, content);
    }
  }

  @Test
  void theOldNamesAreRefusedBeforeAnythingIsTouched() throws Exception {
    List<String> before = lostMajority(3);
    ConsensusConfig.Group old =
        new ConsensusConfig.Group(
            ConsensusConfig.Group.ofInitialCluster(
                    "test", "a", Map.of("a", "h:1", "b", "h:2", "c", "h:3"))
                .clusterId(),
            ALONE.memberId(),
            ALONE.members());
    assertThatThrownBy(() -> NewCluster.found(survivor(), old, STORAGE))
        .hasMessageContaining("another token");
    NewCluster.found(survivor(), ALONE, STORAGE);
    requireServes(before);
  }

  /** After each rename of the swap the power fails: nobody starts, and a second run finishes. */
  @Test
  void anInterruptedRecoveryStartsNothingAndIsFinishedByRunningItAgain() throws Exception {
    List<String> before = lostMajority(60);
    Path root = directory.resolve("a");
    NewCluster.Founded founded = NewCluster.found(survivor(), ALONE, STORAGE);
    // As it was between the two renames of the log.
    Files.createDirectory(root.resolve("recovered"));
    Files.move(root.resolve("wal"), root.resolve("recovered").resolve("wal"));
    String oldId = founded.keptIn().substring("before-".length());
    Files.createFile(root.resolve("recovery-pending-" + oldId));
    assertThatThrownBy(
            () ->
                ConsensusMember.start(
                    ConsensusConfig.of(ALONE, 3), survivor(), new NoPeers(), new ToyMachine()))
        .hasMessageContaining("run it again");
    assertThat(NewCluster.found(survivor(), ALONE, STORAGE)).isEqualTo(founded);
    requireServes(before);
  }

  /** The members of the old group and the new one never start from each other's directories. */
  @Test
  void theOldFlagsNoLongerStartIt() throws Exception {
    lostMajority(3);
    NewCluster.found(survivor(), ALONE, STORAGE);
    ConsensusConfig.Group old =
        ConsensusConfig.Group.ofInitialCluster(
            "test", "a", Map.of("a", "127.0.0.1:1", "b", "127.0.0.1:2", "c", "127.0.0.1:3"));
    assertThatThrownBy(
            () -> {
              ConsensusNode<Long> started =
                  ConsensusMember.start(
                      ConsensusConfig.of(old, 3).withStorage(STORAGE),
                      survivor(),
                      new NoPeers(),
                      new ToyMachine());
              started.close();
            })
        .isInstanceOf(IOException.class);
  }
}
