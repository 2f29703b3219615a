package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.DataRefusedException.Reason;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * FAULT-10, WAL-03, WAL-04: a data directory that is not this member's, not whole, or of another
 * time, is refused with one line that names the file and says what to do.
 */
class RefusedDirectoryTest {
  private final CrashDisk disk = new CrashDisk();

  /** Several segments and a snapshot. */
  @BeforeEach
  void liveOnce() throws IOException {
    Solo member = new Solo(disk, 2);
    member.settle();
    for (int i = 0; i < 6; i++) {
      for (int command = 0; command < 10; command++) {
        var _ = member.propose(i + "-" + "x".repeat(Solo.COMMAND_BYTES));
      }
      member.settle();
    }
    member.close();
    assertThat(segments()).hasSizeGreaterThan(2);
    assertThat(member.snapshots()).isNotEmpty();
  }

  private List<String> segments() {
    return disk.list("wal").stream().filter(name -> name.endsWith(".wal")).toList();
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Reason reason) {
    return assertThatThrownBy(() -> new Solo(disk, 2))
        .isInstanceOfSatisfying(
            DataRefusedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason))
        .hasMessageStartingWith("memory")
        .hasMessageNotContainingAny("\n");
  }

  private void assertMarked() {
    assertThat(disk.exists("damaged")).isTrue();
    assertRefused(Reason.DAMAGED).hasMessageContaining("was found damaged before");
  }

  private void assertNotMarked() {
    assertThat(disk.exists("damaged")).isFalse();
  }

  @Test
  void ofAnotherGroupOrMemberItIsForeignAndNotDamaged() throws IOException {
    ConsensusConfig.Group other =
        ConsensusConfig.Group.ofInitialCluster("other", "alone", Map.of("alone", "h:1"));
    assertThatThrownBy(
            () ->
                Recovery.run(
                    ConsensusConfig.of(other, 1)
                        .withStorage(new ConsensusConfig.Storage(4_096, 4_000, 2, 4_096)),
                    disk,
                    new ToyMachine()))
        .isInstanceOfSatisfying(
            DataRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.FOREIGN))
        .hasMessageContaining("the log is of member")
        .hasMessageContaining("another data directory");
    assertNotMarked();
    new Solo(disk, 2).close();
  }

  /** WAL-23, WAL-24: the program of before does not guess what a later command means. */
  @Test
  void aCommandOfALaterVersionInTheLogRefusesTheProgramOfBefore() throws IOException {
    Solo later = new Solo(disk, 2, 2);
    later.settle();
    CompletableFuture<ProposalOutcome<Long>> outcome = later.propose("later", 2);
    later.settle();
    assertThat(outcome.join()).isInstanceOf(ProposalOutcome.Applied.class);
    later.close();
    assertRefused(Reason.UNKNOWN_VERSION)
        .hasMessageContaining("is a command of version 2, this program knows up to 1")
        .hasMessageContaining("start the version that wrote it, or a later one");
    assertNotMarked();
    new Solo(disk, 2, 2).close();
  }

  /** WAL-23: also one with features that must be understood, and one that is too old. */
  @Test
  void aSegmentOfANewerFormatIsNamedWithWhatToDo() throws IOException {
    String newest = "wal/" + segments().getLast();
    changeVersion(newest, 512, WriteAheadLog.FORMAT_VERSION + 1, 0);
    assertRefused(Reason.UNKNOWN_VERSION)
        .hasMessageContaining(newest)
        .hasMessageContaining("format version " + (WriteAheadLog.FORMAT_VERSION + 1))
        .hasMessageContaining("start the version that wrote it, or a later one");
    changeVersion(newest, 512, WriteAheadLog.FORMAT_VERSION, 4);
    assertRefused(Reason.UNKNOWN_VERSION).hasMessageContaining("features 0x4");
    changeVersion(newest, 512, 0, 0);
    assertRefused(Reason.UNKNOWN_VERSION).hasMessageContaining("start it once with a version in");
    assertNotMarked();
    changeVersion(newest, 512, WriteAheadLog.FORMAT_VERSION, 0);
    new Solo(disk, 2).close();
  }

  /** WAL-23 */
  @Test
  void aSnapshotOfANewerFormatIsNotTakenForABrokenOne() throws IOException {
    String newest =
        "snapshots/"
            + disk.list("snapshots").stream()
                .filter(name -> name.endsWith(".snapshot"))
                .toList()
                .getLast();
    changeVersion(newest, 4_096, 2, 0);
    assertRefused(Reason.UNKNOWN_VERSION).hasMessageContaining(newest);
    assertThat(disk.exists(newest)).isTrue();
    assertNotMarked();
  }

  @Test
  void aMissingSegmentInTheMiddleIsDamage() throws IOException {
    disk.delete("wal/" + segments().get(1));
    assertRefused(Reason.DAMAGED).hasMessageContaining("is missing");
    assertMarked();
  }

  /** Without the seal of its neighbour, the log would only seem to end earlier. */
  @Test
  void theNewestSegmentIsMissedAsWell() throws IOException {
    disk.delete("wal/" + segments().getLast());
    assertRefused(Reason.DAMAGED)
        .hasMessageContaining(segments().getLast())
        .hasMessageContaining("behind it is missing");
    assertMarked();
  }

  @Test
  void aLogThatIsGoneIsNotMadeAnew() throws IOException {
    disk.rename("wal", "lost");
    assertRefused(Reason.DAMAGED).hasMessageContaining("the log is gone");
    assertThat(disk.exists("wal")).isFalse();
    disk.rename("lost", "wal");
    assertMarked();
  }

  /** A counter that begins again would take entries of an earlier life for new proposals. */
  @Test
  void aCounterOfStartsThatIsGoneOrDamagedIsDamage() throws IOException {
    disk.rename("incarnation", "lost");
    assertRefused(Reason.DAMAGED).hasMessageContaining("the counter of starts is gone");
    disk.delete("damaged");
    disk.rename("lost", "incarnation");
    disk.flip("incarnation", 20);
    assertRefused(Reason.DAMAGED).hasMessageContaining("incarnation: its checksum is wrong");
    assertMarked();
  }

  /** WAL-16: the log behind them has been let go, so nothing tells what they held. */
  @Test
  void aLogWhoseSnapshotsAreAllBrokenIsDamage() throws IOException {
    for (String name : disk.list("snapshots")) {
      disk.flip("snapshots/" + name, 5_000);
    }
    assertRefused(Reason.DAMAGED).hasMessageContaining("no whole snapshot reaches that far");
    assertMarked();
  }

  @Test
  void aDirectoryThatIsInUseIsNotTouched() throws IOException {
    Solo member = new Solo(disk, 2);
    assertThatThrownBy(() -> new Solo(disk, 2)).hasMessageContaining("in use");
    member.settle();
    member.close();
    assertNotMarked();
  }

  /** Writes version and features, and a checksum that fits. */
  private void changeVersion(String path, int headerBytes, int version, int features)
      throws IOException {
    ByteBuffer header = ByteBuffer.allocate(headerBytes);
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_WRITE)) {
      file.read(header, 0);
      header.putInt(8, version).putInt(12, features);
      CRC32C crc = new CRC32C();
      crc.update(header.slice(0, headerBytes - 4));
      header.putInt(headerBytes - 4, (int) crc.getValue());
      file.write(header.clear(), 0);
    }
  }
}
