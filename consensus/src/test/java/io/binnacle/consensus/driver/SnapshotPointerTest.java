package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.snapshot.SnapshotStore;
import io.binnacle.consensus.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Between a snapshot's file and the record of the log that points to it a member may close: what
 * the log still needs must be there at the next start, however often that happens.
 */
class SnapshotPointerTest {
  private final CrashDisk disk = new CrashDisk();
  private int tailEntries = 2;
  private final List<String> expected = new ArrayList<>();

  private void proposeMany(Solo member, int count) {
    for (int i = 0; i < count; i++) {
      String command = expected.size() + "-" + "x".repeat(Solo.COMMAND_BYTES);
      expected.add(command);
      CompletableFuture<?> _ = member.propose(command);
    }
  }

  /** Leaves a log that goes on from a snapshot. */
  private void firstLife() throws IOException {
    Solo member = new Solo(disk, tailEntries);
    member.settle();
    for (int i = 0; i < 6; i++) {
      proposeMany(member, 10);
      member.settle();
    }
    assertThat(member.machine.texts()).isEqualTo(expected);
    assertThat(member.snapshots()).isNotEmpty();
    member.close();
  }

  /** Closes when the file of a snapshot has its name and the log does not know of it. */
  private void lifeThatLosesItsPointer() throws IOException {
    Solo member = new Solo(disk, tailEntries);
    List<String> before = member.snapshots();
    EnumSet<Part> withoutTaker = EnumSet.of(Part.SNAPSHOT_TAKER);
    member.settleWithout(withoutTaker);
    assertThat(member.machine.texts()).isEqualTo(expected);
    while (member.step(Part.SNAPSHOT_TAKER) == 0) {
      proposeMany(member, 10);
      member.settleWithout(withoutTaker);
    }
    assertThat(member.snapshots().getLast()).isGreaterThan(before.getLast());
    member.close();
  }

  /** RAFT-71, WAL-14, WAL-15, WAL-16, WAL-18. */
  @Test
  void closesBetweenASnapshotAndItsPointerNeverLeaveALogThatNoSnapshotReaches() throws IOException {
    firstLife();
    assertThat(disk.list("wal").getFirst()).doesNotStartWith("0000000000000000-");
    for (int life = 0; life < 4; life++) {
      lifeThatLosesItsPointer();
    }
    restart().close();
  }

  /** WAL-17: what was being written or received when the power went is of no use. */
  @Test
  void temporaryFilesAreRemovedAtTheStart() throws IOException {
    firstLife();
    String kept = disk.list("snapshots").getLast();
    disk.open("snapshots/0000000000ffffff-0000000000000001.snapshot.tmp", Disk.OpenMode.CREATE_NEW)
        .close();
    restart().close();
    assertThat(disk.list("snapshots")).contains(kept).noneMatch(name -> name.endsWith(".tmp"));
  }

  private Solo restart() throws IOException {
    Solo member = new Solo(disk, tailEntries);
    member.settle();
    assertThat(member.machine.texts()).isEqualTo(expected);
    return member;
  }

  /** WAL-16, WAL-18: what a close left behind is no fallback, unless the log points to it. */
  @Test
  void aBrokenNewestSnapshotFallsBackToTheOneBeforeAlsoAfterSuchCloses() throws IOException {
    tailEntries = 200;
    firstLife();
    lifeThatLosesItsPointer();
    Solo member = restart();
    String fallback = member.snapshots().getLast();
    while (member.snapshots().getLast().equals(fallback)) {
      proposeMany(member, 10);
      member.settle();
    }
    assertThat(member.snapshots()).hasSize(2).startsWith(fallback);
    String newest = "snapshots/" + member.snapshots().getLast();
    member.close();
    disk.flip(newest, 5_000);
    Solo last = restart();
    assertThat(last.machine.restores).as("from the fallback").isEqualTo(1);
    assertThat(disk.exists(newest + ".broken")).isTrue();
    last.close();
  }

  /**
   * BUG-01, WAL-14: a whole file that this log does not lead to is not what the member is restored
   * to.
   */
  @Test
  void snapshotsAheadOfTheLogOrOfAnotherTermAreLeftOut() throws IOException {
    firstLife();
    long last = expected.size() + 1L;
    for (LogPosition foreign :
        List.of(
            new LogPosition(last + 1, 1), new LogPosition(last, 2), new LogPosition(9_999, 1))) {
      SnapshotStore store = SnapshotStore.open(disk, "snapshots", Solo.CLUSTER_ID);
      try (SnapshotWriter writer = store.create(foreign, Membership.ofVoters(List.of(1L)))) {
        writer.write(new byte[4]);
        writer.finish();
      }
      restart().close();
    }
  }
}
