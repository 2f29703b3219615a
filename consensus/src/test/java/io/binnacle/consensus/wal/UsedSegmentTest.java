package io.binnacle.consensus.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * WAL-05, WAL-10, WAL-11: a segment in a file that was one before, with its records still in it.
 * The marks of the sectors must tell what the last write did not reach from what was damaged.
 */
class UsedSegmentTest {
  private static final int SEGMENT_BYTES = 16 << 10;
  private static final int SECTOR_BYTES = 512;
  private static final HardState STATE = new HardState(1, 22, 0);

  private CrashDisk disk = new CrashDisk();
  private long next = 1;
  private List<LogEntry> lastWrite = List.of();

  /** The file that is written to, and where the last write begins and ends in it. */
  private record LastWrite(String path, int from, int to) {}

  private WriteAheadLog open() throws IOException {
    WriteAheadLog log =
        WriteAheadLog.open(
            disk, new WriteAheadLog.Options("wal", 11, 22, SEGMENT_BYTES, SEGMENT_BYTES));
    log.start(_ -> {}, () -> {}, () -> {});
    return log;
  }

  private void write(WriteAheadLog log, int payloadBytes, int count) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[payloadBytes];
      // Much of it zeros, so that zeros prove nothing.
      Arrays.fill(payload, 0, payloadBytes / 3, (byte) next);
      entries.add(
          LogEntry.command(
              new LogPosition(next, 1), new ProposalId(22, next), Bytes.wrap(payload)));
      next++;
    }
    lastWrite = entries;
    log.submit(new WalWrite.Entries(next, STATE, entries));
    log.doWork(0);
  }

  /** A log whose open segment was three others before, and whose last write has many sectors. */
  private LastWrite writeIntoUsedSegment() throws IOException {
    try (WriteAheadLog log = open()) {
      while (next < 120) {
        write(log, 900, 1);
        if (log.segmentCount() > 3) {
          log.submit(new WalWrite.Release(new LogPosition(next - 1, 1)));
          log.doWork(0);
        }
        while (log.doSupplyWork(0) > 0) {
          // Until the next segment is ready.
        }
      }
      int segments = log.segmentCount();
      while (log.segmentCount() == segments) {
        write(log, 100, 1);
      }
      byte[] before = contentOf(newestSegment());
      write(log, 700, 5);
      byte[] after = contentOf(newestSegment());
      int from = Arrays.mismatch(before, after) / SECTOR_BYTES * SECTOR_BYTES;
      int to = after.length;
      while (after[to - 1] == before[to - 1]) {
        to--;
      }
      to = (to + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
      assertThat(Arrays.equals(before, from, to, new byte[to - from], 0, to - from))
          .as("the write went over old records")
          .isFalse();
      assertThat((to - from) / SECTOR_BYTES).as("sectors").isBetween(7, 12);
      return new LastWrite(newestSegment(), from, to);
    }
  }

  private String newestSegment() {
    return "wal/"
        + disk.list("wal").stream().filter(name -> name.endsWith(".wal")).toList().getLast();
  }

  private byte[] contentOf(String path) throws IOException {
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_ONLY)) {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(content, 0);
      return content.array();
    }
  }

  private void put(String path, byte[] content) throws IOException {
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_WRITE)) {
      file.truncate(content.length);
      file.write(ByteBuffer.wrap(content), 0);
      file.sync();
    }
  }

  private long lastRecovered() throws IOException {
    try (WriteAheadLog log = open()) {
      return log.recovered().last().index();
    }
  }

  @Test
  void whatIsWrittenOverOldRecordsIsReadBack() throws IOException {
    writeIntoUsedSegment();
    try (WriteAheadLog log = open()) {
      List<LogEntry> entries = log.recovered().entries();
      assertThat(entries.subList(entries.size() - lastWrite.size(), entries.size()))
          .isEqualTo(lastWrite);
      assertThat(disk.list("wal").stream().filter(name -> name.endsWith(".torn"))).isEmpty();
    }
  }

  /** BUG-18, WAL-10: whatever sectors of the last write are missing, it is a tear. */
  @Test
  void aTearLeavesOldRecordsAndIsCut() throws IOException {
    LastWrite last = writeIntoUsedSegment();
    byte[] whole = contentOf(last.path);
    long lastWritten = next - 1;
    long firstOfWrite = next - lastWrite.size();
    int sectors = (last.to - last.from) / SECTOR_BYTES;
    byte[] old = oldContent(last, whole);
    for (int missing = 1; missing < 1 << sectors; missing++) {
      byte[] torn = whole.clone();
      for (int sector = 0; sector < sectors; sector++) {
        if ((missing >> sector & 1) != 0) {
          int at = last.from + sector * SECTOR_BYTES;
          System.arraycopy(old, at, torn, at, SECTOR_BYTES);
        }
      }
      put(last.path, torn);
      String what = "missing sectors " + Integer.toBinaryString(missing);
      assertThat(lastRecovered()).as(what).isBetween(firstOfWrite - 1, lastWritten - 1);
      goOnWriting(what);
      put(last.path, whole);
    }
  }

  /** What lay there before the last write: a mark of the segment before, and its records. */
  private byte[] oldContent(LastWrite last, byte[] whole) {
    // Behind the last write nothing was written yet, so there are whole old sectors.
    byte[] old = whole.clone();
    for (int at = last.from; at < last.to; at += SECTOR_BYTES) {
      System.arraycopy(whole, last.to, old, at, SECTOR_BYTES);
    }
    assertThat(ByteBuffer.wrap(old).getLong(last.from)).as("an old mark").isNotZero();
    return old;
  }

  /** What was left of the torn write must not be taken for part of a later one. */
  private void goOnWriting(String what) throws IOException {
    try (WriteAheadLog log = open()) {
      next = log.recovered().last().index() + 1;
      write(log, 50, 1);
    }
    assertThat(lastRecovered()).as(what).isEqualTo(next - 1);
    disk.delete(newestSegment() + ".torn");
  }

  /** WAL-11: no flipped bit of what was written is taken for a tear, whatever was written. */
  @Test
  void noFlippedBitIsTakenForATear() throws IOException {
    LastWrite last = writeIntoUsedSegment();
    byte[] whole = contentOf(last.path);
    int refused = 0;
    for (int at = last.from; at < last.to; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      put(last.path, damaged);
      try {
        // Padding between and behind records means nothing.
        assertThat(lastRecovered()).as("offset %d", at).isEqualTo(next - 1);
      } catch (DataRefusedException e) {
        assertThat(e).hasMessageContaining(last.path);
        refused++;
      }
    }
    int padding = SECTOR_BYTES + 8 * lastWrite.size();
    assertThat(refused).isGreaterThan(last.to - last.from - padding);
  }
}
