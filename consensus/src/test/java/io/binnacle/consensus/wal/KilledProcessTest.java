package io.binnacle.consensus.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FAULT-03, WAL-09: only the process dies, and the next one sees in the system's memory what no
 * sync has brought to the disk.
 */
class KilledProcessTest {
  private static final int SEGMENT_BYTES = 16 << 10;
  private static final HardState STATE = new HardState(1, 22, 0);

  /** Bytes of a command whose write takes this many sectors. */
  private static final int THREE_SECTORS = 1_200;

  private static final int FOUR_SECTORS = 1_700;

  private CrashDisk disk = new CrashDisk();
  private long next = 1;

  private WriteAheadLog open(int formatVersion) throws IOException {
    WriteAheadLog log =
        WriteAheadLog.open(
            disk,
            new WriteAheadLog.Options("wal", 11, 22, SEGMENT_BYTES, SEGMENT_BYTES, formatVersion));
    log.start(_ -> {}, () -> {}, () -> {});
    return log;
  }

  private WriteAheadLog open() throws IOException {
    return open(WriteAheadLog.FORMAT_VERSION);
  }

  private void write(WriteAheadLog log, int payloadBytes) throws IOException {
    LogEntry entry =
        LogEntry.command(
            new LogPosition(next, 1),
            new ProposalId(22, next),
            Bytes.ofUtf8("e".repeat(payloadBytes)));
    log.submit(new WalWrite.Entries(next, STATE, List.of(entry)));
    next++;
    log.doWork(0);
  }

  private void die(WriteAheadLog log, int operationsLeft, int payloadBytes) throws IOException {
    disk.crashAfter(operationsLeft);
    try {
      write(log, payloadBytes);
    } catch (CrashDisk.Crash _) {
      // The process is gone; the system goes on.
    }
    disk.crashAfter(Integer.MAX_VALUE);
  }

  /** What a start has read counts as durable from then on, so it must be. */
  @ParameterizedTest
  @ValueSource(ints = {WriteAheadLog.FORMAT_VERSION - 1, WriteAheadLog.FORMAT_VERSION})
  void whatAStartHasReadIsThereAfterALossOfPower(int formatVersion) throws IOException {
    for (int seed = 0; seed < 40; seed++) {
      disk = new CrashDisk();
      next = 1;
      WriteAheadLog log = open(formatVersion);
      write(log, THREE_SECTORS);
      // It is written, and not synced.
      die(log, 1, FOUR_SECTORS);
      try (WriteAheadLog second = open(formatVersion)) {
        assertThat(second.recovered().last().index()).isEqualTo(2);
      }
      disk.crash(new Random(seed));
      try (WriteAheadLog third = open(formatVersion)) {
        assertThat(third.recovered().last().index()).as("seed %d", seed).isEqualTo(2);
      }
    }
  }

  /**
   * WAL-05, WAL-10: a file is a segment for the third time, and the process died between the name
   * of the segment after the second one and its seal.
   */
  @Test
  void theRoomOfASealThatWasNeverWrittenIsNotTakenForDamage() throws IOException {
    for (int operations = 0; operations < 16; operations++) {
      disk = new CrashDisk();
      next = 1;
      WriteAheadLog log = open();
      fillUntilIn(log, 0, THREE_SECTORS);
      fillToTheEnd(log);
      die(log, operations, FOUR_SECTORS);
      try (WriteAheadLog second = open()) {
        next = second.recovered().last().index() + 1;
        while (newest().sequence() < 3) {
          write(second, FOUR_SECTORS);
        }
        fillUntilIn(second, 2, THREE_SECTORS);
        fillToTheEnd(second);
      }
      try (WriteAheadLog third = open()) {
        assertThat(third.recovered().last().index()).isEqualTo(next - 1);
        assertThat(disk.list("wal").stream().filter(name -> name.endsWith(".torn")))
            .as("died after %d operations", operations)
            .isEmpty();
      }
    }
  }

  /** Until the newest segment is in the file that held this one. */
  private void fillUntilIn(WriteAheadLog log, long sequence, int payloadBytes) throws IOException {
    while (newest().previousSequence() != sequence) {
      write(log, payloadBytes);
      if (log.segmentCount() > 1) {
        log.submit(new WalWrite.Release(new LogPosition(next - 1, 1)));
        log.doWork(0);
      }
      while (log.doSupplyWork(0) > 0) {
        // Until the next segment is ready.
      }
    }
  }

  /** As many writes as go into the segment, so that all that are filled so end at one place. */
  private void fillToTheEnd(WriteAheadLog log) throws IOException {
    int perSegment = (SEGMENT_BYTES - 2 * 512 - 3 * 512) / (4 * 512);
    for (int i = 0; i < perSegment; i++) {
      write(log, FOUR_SECTORS);
    }
  }

  private SegmentHeader newest() throws IOException {
    String name =
        disk.list("wal").stream().filter(each -> each.endsWith(".wal")).toList().getLast();
    try (DiskFile file = disk.open("wal/" + name, Disk.OpenMode.READ_ONLY)) {
      return SegmentHeader.read(file, WriteAheadLog.FORMAT_VERSION);
    }
  }
}
