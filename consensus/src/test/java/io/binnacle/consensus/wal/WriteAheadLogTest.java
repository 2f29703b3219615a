package io.binnacle.consensus.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
  private static final String FIRST_SEGMENT = "wal/0000000000000000-0000000000000001.wal";
  private static final int SEGMENT_BYTES = 64 << 10;

  @TempDir Path directory;
  private Disk disk;
  private long persistId;
  private long persisted;

  @BeforeEach
  void useTheRealDisk() throws IOException {
    disk = FileDisk.at(directory);
  }

  private WriteAheadLog open() throws IOException {
    return open(new WriteAheadLog.Options("wal", 11, 22, SEGMENT_BYTES, 8_192));
  }

  private WriteAheadLog open(WriteAheadLog.Options options) throws IOException {
    WriteAheadLog log = WriteAheadLog.open(disk, options);
    log.start(id -> persisted = id, () -> {}, () -> {});
    return log;
  }

  private static LogEntry entry(long index, long term, int payloadBytes) {
    return LogEntry.command(
        new LogPosition(index, term),
        new ProposalId(22, index),
        Bytes.ofUtf8("e".repeat(payloadBytes)));
  }

  private static List<LogEntry> entries(long from, long to, long term, int payloadBytes) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(index -> entry(index, term, payloadBytes))
        .toList();
  }

  private void write(WriteAheadLog log, HardState hardState, List<LogEntry> entries)
      throws IOException {
    persistId++;
    log.submit(new WalWrite.Entries(persistId, hardState, entries));
    log.doWork(0);
    assertThat(persisted).isEqualTo(persistId);
  }

  private static long usedBytes(Path file) throws IOException {
    return usedBytes(Files.readAllBytes(file));
  }

  private static long usedBytes(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private void change(String path, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(path).toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  private void flip(String path, long offset) throws IOException {
    byte before = Files.readAllBytes(directory.resolve(path))[(int) offset];
    change(path, offset, new byte[] {(byte) (before ^ 0x11)});
  }

  @Test
  void whatWasWrittenIsReadBackAndWritingGoesOnBehindIt() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 5, 1, 100));
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().entries()).isEqualTo(entries(1, 5, 1, 100));
      assertThat(log.recovered().hardState()).isEqualTo(new HardState(1, 22, 0));
      write(log, new HardState(2, 7, 5), entries(6, 8, 2, 0));
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last()).isEqualTo(new LogPosition(8, 2));
      assertThat(log.recovered().hardState()).isEqualTo(new HardState(2, 7, 5));
    }
  }

  /** WAL-08: one sync for all that waits. */
  @Test
  void everythingThatWaitsIsSyncedOnce() throws IOException {
    try (WriteAheadLog log = open()) {
      for (int i = 1; i <= 50; i++) {
        persistId++;
        log.submit(new WalWrite.Entries(persistId, new HardState(1, 22, 0), entries(i, i, 1, 10)));
      }
      assertThat(log.waitingBytes()).isPositive();
      log.doWork(0);
      assertThat(persisted).isEqualTo(50);
      assertThat(log.syncTimes().values().count()).isEqualTo(1);
      assertThat(log.waitingBytes()).isZero();
    }
  }

  /** WAL-13, RAFT-41. */
  @Test
  void anOverwrittenSuffixIsGoneAlsoAfterRecovery() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 9, 1, 50));
      write(log, new HardState(3, 0, 0), entries(4, 5, 3, 60));
    }
    try (WriteAheadLog log = open()) {
      List<LogEntry> expected = new ArrayList<>(entries(1, 3, 1, 50));
      expected.addAll(entries(4, 5, 3, 60));
      assertThat(log.recovered().entries()).isEqualTo(expected);
    }
  }

  /** BUG-18, WAL-10: sectors of the last write are missing. */
  @Test
  void aTornLastWriteIsCutAndACopyIsKept() throws IOException {
    long intact;
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 3, 1, 100));
      intact = usedBytes(directory.resolve(FIRST_SEGMENT));
      write(log, new HardState(1, 22, 0), entries(4, 6, 1, 2_000));
    }
    long sector = (intact / 512 + 3) * 512;
    change(FIRST_SEGMENT, sector, new byte[512]);
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().entries()).isEqualTo(entries(1, 3, 1, 100));
      assertThat(directory.resolve(FIRST_SEGMENT + ".torn")).exists();
      write(log, new HardState(1, 22, 0), entries(4, 4, 1, 10));
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last().index()).isEqualTo(4);
    }
  }

  /** WAL-10, FAULT-07: a torn write is cut also where a copy of it finds no room. */
  @Test
  void aTornLastWriteIsCutOnAFullDiskWithoutACopy() throws IOException {
    CrashDisk small = new CrashDisk();
    disk = small;
    tearTheWriteBehind(1);
    small.setFull(true);
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().entries()).isEqualTo(entries(1, 1, 1, 1_500));
      assertThat(copies()).as("no part of a copy is left").isEmpty();
      write(log, new HardState(1, 22, 0), entries(2, 2, 1, 100));
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last().index()).isEqualTo(2);
    }
  }

  /** WAL-10: the copy holds what was cut away and no more, and only the newest one is kept. */
  @Test
  void theNewestCopyOfWhatWasCutIsKept() throws IOException {
    disk = new CrashDisk();
    tearTheWriteBehind(1);
    open().close();
    assertThat(copies()).containsExactly(FIRST_SEGMENT.substring("wal/".length()) + ".torn");
    long length = lengthOf("wal/" + copies().getFirst());
    assertThat(length).isBetween(1_024L, 2_048L);

    try (WriteAheadLog log = open()) {
      for (int i = 2; i <= 50; i++) {
        write(log, new HardState(1, 22, 0), entries(i, i, 1, 1_500));
      }
      assertThat(log.segmentCount()).isGreaterThan(1);
    }
    tearTheWriteBehind(50);
    open().close();
    assertThat(copies()).hasSize(1).doesNotContain(FIRST_SEGMENT.substring(4) + ".torn");
  }

  /** Of the write of the next entry, its last sector did not reach the disk. */
  private void tearTheWriteBehind(long index) throws IOException {
    long intact;
    try (WriteAheadLog log = open()) {
      if (log.recovered().last().index() < index) {
        write(log, new HardState(1, 22, 0), entries(index, index, 1, 1_500));
      }
      String path = log.paths().getLast();
      intact = usedBytes(contentOf(path));
      write(log, new HardState(1, 22, 0), entries(index + 1, index + 1, 1, 1_500));
      assertThat(log.paths().getLast()).as("in the same segment").isEqualTo(path);
      int end = (int) (usedBytes(contentOf(path)) + 511) / 512 * 512;
      assertThat(end - 512).isGreaterThan((int) intact);
      ((CrashDisk) disk).zero(path, end - 512, end);
    }
  }

  private List<String> copies() throws IOException {
    return disk.list("wal").stream().filter(name -> name.endsWith(".torn")).toList();
  }

  private long lengthOf(String path) throws IOException {
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_ONLY)) {
      return file.size();
    }
  }

  private byte[] contentOf(String path) throws IOException {
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_ONLY)) {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(content, 0);
      return content.array();
    }
  }

  /** BUG-18, WAL-10: the file ends inside a record. */
  @Test
  void aFileThatEndsInsideTheLastRecordIsCut() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 2, 1, 500));
    }
    long used = usedBytes(directory.resolve(FIRST_SEGMENT));
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve(FIRST_SEGMENT).toFile(), "rw")) {
      file.setLength(used - 100);
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last().index()).isEqualTo(1);
      write(log, new HardState(1, 22, 0), entries(2, 20, 1, 500));
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last().index()).isEqualTo(20);
    }
  }

  /** WAL-01, WAL-11: rot before a later batch, wherever in it, names file and offset. */
  @Test
  void aDamagedRecordBeforeALaterWriteRefusesTheStart() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 3, 1, 700));
      write(log, new HardState(1, 22, 0), entries(4, 4, 1, 700));
    }
    flip(FIRST_SEGMENT, 900);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining(FIRST_SEGMENT)
        .hasMessageContaining("offset")
        .hasMessageContaining("not a torn write");
  }

  /**
   * BUG-38, WAL-12: a whole sector of zeros would pass for a tear, but a marker says it was synced.
   */
  @Test
  void aZeroedSectorOfWhatWasSyncedRefusesTheStart() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 3, 1, 2_000));
      log.doWork(2_000_000_000L);
    }
    change(FIRST_SEGMENT, 2_048, new byte[512]);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("had been synced");
  }

  /** WAL-12, FAULT-05: the end of the log is gone, at any place before where it was synced. */
  @Test
  void aLogWhoseSyncedEndWasLostRefusesTheStart() throws IOException {
    CrashDisk crashDisk = new CrashDisk();
    disk = crashDisk;
    long used;
    try (WriteAheadLog log = open()) {
      for (int i = 1; i <= 6; i++) {
        write(log, new HardState(1, 22, 0), entries(i, i, 1, 700));
      }
      log.doWork(1_000_000_000L);
      used = usedBytes(contentOf(FIRST_SEGMENT));
      write(log, new HardState(1, 22, 0), entries(7, 7, 1, 700));
    }
    byte[] whole = contentOf(FIRST_SEGMENT);
    for (long lostFrom = SegmentHeader.BYTES; lostFrom < used; lostFrom += 97) {
      crashDisk.zero(FIRST_SEGMENT, (int) lostFrom, whole.length);
      refusesLostRecords("zeros from " + lostFrom);
      setContent(FIRST_SEGMENT, whole, (int) lostFrom);
      refusesLostRecords("cut at " + lostFrom);
      setContent(FIRST_SEGMENT, whole, whole.length);
    }
    crashDisk.zero(FIRST_SEGMENT, (int) (used + 511) / 512 * 512, whole.length);
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last().index())
          .as("of the last second nothing is told")
          .isEqualTo(6);
    }
  }

  private void refusesLostRecords(String what) {
    assertThatThrownBy(this::open)
        .as(what)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining(FIRST_SEGMENT)
        .hasMessageContaining("had been synced up to offset");
  }

  private void setContent(String path, byte[] content, int length) throws IOException {
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_WRITE)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(content, 0, length), 0);
    }
  }

  /** WAL-12: also where whole segments are gone from the end. */
  @Test
  void aLogWhoseLastSegmentsAreGoneRefusesTheStart() throws IOException {
    String lost;
    try (WriteAheadLog log = open()) {
      for (int i = 1; i <= 60; i++) {
        write(log, new HardState(1, 22, 0), entries(i, i, 1, 1_500));
      }
      log.doWork(1_000_000_000L);
      assertThat(log.segmentCount()).isEqualTo(2);
      lost = log.paths().getLast();
    }
    Files.delete(directory.resolve(lost));
    // Without the seal, which says that another segment follows.
    byte[] first = Files.readAllBytes(directory.resolve(FIRST_SEGMENT));
    Files.write(directory.resolve(FIRST_SEGMENT), Arrays.copyOf(first, first.length - 512));
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("had been synced up to offset")
        .hasMessageContaining("of segment 1");
  }

  /** WAL-12: one of the two places is torn, or rotten, or both are. */
  @Test
  void whatWasSyncedIsToldInTwoPlacesOfWhichTheNewestWholeOneCounts() throws IOException {
    try (WriteAheadLog log = open()) {
      for (int i = 1; i <= 3; i++) {
        write(log, new HardState(1, 22, 0), entries(i, i, 1, 700));
        log.doWork(i * 1_000_000_000L);
      }
    }
    SyncedMark.Position last = SyncedMark.read(disk, "wal");
    assertThat(last).isNotNull();
    assertThat(last.offset())
        .isEqualTo((usedBytes(directory.resolve(FIRST_SEGMENT)) + 511) / 512 * 512);
    flip("wal/synced", 20);
    SyncedMark.Position other = SyncedMark.read(disk, "wal");
    assertThat(other).isNotNull();
    assertThat(last.isBehind(other)).isTrue();
    flip("wal/synced", 4_096 + 20);
    assertThat(SyncedMark.read(disk, "wal")).isNull();
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last().index()).isEqualTo(3);
    }
  }

  /** WAL-11. */
  @Test
  void aDamagedLastRecordWithoutSectorsOfZerosRefusesTheStart() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 1, 1, 2_000));
    }
    flip(FIRST_SEGMENT, 1_500);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("without the marks of a torn write");
  }

  /**
   * WAL-11: zeros that a record ends with are no tear, wherever in a sector it ends: neither where
   * it is the last one, nor where another one of the same write follows (seed 109194).
   */
  @Test
  void zerosThatWereWrittenAreNotTakenForATornSector() throws IOException {
    byte[] endsInZeros = new byte[1_000];
    Arrays.fill(endsInZeros, 0, 391, (byte) 'e');
    for (int length = 403; length < 403 + 512; length++) {
      LogEntry first =
          LogEntry.command(
              new LogPosition(1, 1),
              new ProposalId(22, 1),
              Bytes.wrap(Arrays.copyOf(endsInZeros, length)));
      refuses("not the last of " + length, List.of(first, entry(2, 1, 100)));
      // The padding tells, and one length in eight has none.
      if ((length - 403) % 8 == 0) {
        refuses("last of " + length, List.of(first));
      }
    }
  }

  private void refuses(String what, List<LogEntry> written) throws IOException {
    disk = FileDisk.at(Files.createDirectories(directory.resolve(what)));
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), written);
    }
    flip(what + "/" + FIRST_SEGMENT, 900);
    assertThatThrownBy(this::open)
        .as(what)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("without the marks of a torn write");
  }

  /** WAL-03, WAL-06, WAL-11. */
  @Test
  void damageInAnOlderSegmentAndAMissingSegmentRefuseTheStart() throws IOException {
    try (WriteAheadLog log = open()) {
      for (int i = 0; i < 30; i++) {
        write(log, new HardState(1, 22, 0), entries(i * 5 + 1, i * 5 + 5, 1, 2_000));
      }
      assertThat(log.segmentCount()).isGreaterThan(3);
    }
    List<String> segments =
        disk.list("wal").stream().filter(name -> name.endsWith(".wal")).toList();
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().entries()).isEqualTo(entries(1, 150, 1, 2_000));
    }
    flip("wal/" + segments.get(1), 5_000);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining(segments.get(1));
    flip("wal/" + segments.get(1), 5_000);
    open().close();
    disk.delete("wal/" + segments.get(1));
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("missing");
  }

  /** WAL-03, WAL-04, WAL-11. */
  @Test
  void theLogOfAnotherMemberOrWithADamagedHeaderRefusesTheStart() throws IOException {
    open().close();
    assertThatThrownBy(() -> open(new WriteAheadLog.Options("wal", 11, 23, SEGMENT_BYTES, 8_192)))
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("member 16 of cluster b");
    flip(FIRST_SEGMENT, 20);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("checksum");
  }

  /** WAL-14, WAL-18: old segments go once a snapshot stands for them; the log begins later. */
  @Test
  void releasedSegmentsAreDeletedAndTheLogStillOpens() throws IOException {
    try (WriteAheadLog log = open()) {
      for (int i = 0; i < 30; i++) {
        write(log, new HardState(1, 22, 0), entries(i * 5 + 1, i * 5 + 5, 1, 2_000));
      }
      int before = log.segmentCount();
      log.submit(new WalWrite.SnapshotTaken(new LogPosition(120, 1)));
      log.submit(new WalWrite.Release(new LogPosition(100, 1)));
      log.doWork(0);
      while (log.doSupplyWork(0) > 0) {
        // Deletes one file at a time.
      }
      assertThat(log.segmentCount()).isLessThan(before);
      assertThat(disk.list("wal").stream().filter(name -> name.endsWith(".wal")))
          .hasSize(log.segmentCount());
    }
    try (WriteAheadLog log = open()) {
      RecoveredLog recovered = log.recovered();
      assertThat(recovered.snapshots()).contains(new LogPosition(120, 1));
      assertThat(recovered.base().index()).isBetween(1L, 100L);
      assertThat(recovered.base().term()).isEqualTo(1);
      assertThat(recovered.entries())
          .isEqualTo(entries(recovered.base().index() + 1, 150, 1, 2_000));
    }
  }

  /** RAFT-66: what comes of it; in which order it gets to the disk is for SnapshotOrderTest. */
  @Test
  void anInstalledSnapshotTakesThePlaceOfTheWholeLog() throws IOException {
    try (WriteAheadLog log = open()) {
      write(log, new HardState(1, 22, 0), entries(1, 9, 1, 50));
      persistId++;
      log.submit(
          new WalWrite.SnapshotInstalled(
              persistId, new LogPosition(500, 4), new HardState(5, 0, 500)));
      log.doWork(0);
      assertThat(persisted).isEqualTo(persistId);
      write(log, new HardState(5, 0, 500), entries(501, 502, 5, 50));
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().base()).isEqualTo(new LogPosition(500, 4));
      assertThat(log.recovered().snapshots()).containsExactly(new LogPosition(500, 4));
      assertThat(log.recovered().entries()).isEqualTo(entries(501, 502, 5, 50));
      assertThat(log.recovered().hardState()).isEqualTo(new HardState(5, 0, 500));
    }
  }

  /** WAL-07. */
  @Test
  void anInterruptedFirstStartIsCleanedUp() throws IOException {
    Files.createDirectories(directory.resolve("wal.tmp"));
    Files.writeString(directory.resolve("wal.tmp/0000000000000000-0000000000000001.wal"), "half");
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().last()).isEqualTo(LogPosition.NONE);
    }
    assertThat(directory.resolve("wal.tmp")).doesNotExist();
  }

  /** BUG-37, WAL-09, FAULT-06: nothing is acknowledged, and nothing is written any more. */
  @Test
  void aFailedSyncEndsTheLog() throws IOException {
    CrashDisk failing = new CrashDisk();
    disk = failing;
    WriteAheadLog log = open();
    failing.failSyncs();
    log.submit(new WalWrite.Entries(1, new HardState(1, 22, 0), entries(1, 1, 1, 10)));
    assertThatThrownBy(() -> log.doWork(0)).isInstanceOf(IOException.class);
    assertThat(persisted).isZero();
    assertThatThrownBy(() -> log.doWork(0)).isInstanceOf(Invariant.Violation.class);
  }

  /** Design D3, WAL-25, WAL-26. */
  @Test
  void onAFullDiskTheLogLivesOnTheReserveUntilThereIsRoomAgain() throws IOException {
    CrashDisk small = new CrashDisk();
    disk = small;
    WriteAheadLog log = open();
    log.doSupplyWork(0);
    assertThat(log.room()).isEqualTo(WriteAheadLog.Room.ENOUGH);
    small.setFull(true);
    long next = 1;
    while (log.segmentCount() == 1) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 2_000));
      next++;
    }
    log.doSupplyWork(1);
    assertThat(log.room()).as("no spare could be made").isEqualTo(WriteAheadLog.Room.RELIEF_ONLY);
    while (log.segmentCount() == 2) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 2_000));
      next++;
    }
    small.setFull(false);
    log.doSupplyWork(3_000_000_000L);
    assertThat(log.room()).isEqualTo(WriteAheadLog.Room.ENOUGH);
    for (int i = 0; i < 40; i++) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 2_000));
      next++;
    }
    log.close();
    assertThat(open().recovered().last().index()).isEqualTo(next - 1);
  }

  /** WAL-05: blocks that are there are used again; a full disk is then no reason to stop. */
  @Test
  void aReleasedSegmentIsUsedAgainAlsoWhenTheDiskIsFull() throws IOException {
    CrashDisk small = new CrashDisk();
    disk = small;
    WriteAheadLog log = open();
    long next = 1;
    while (log.segmentCount() < 4) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 2_000));
      next++;
      log.doSupplyWork(0);
    }
    int before = log.segmentCount();
    small.setFull(true);
    log.submit(new WalWrite.Release(new LogPosition(next - 1, 1)));
    log.doWork(0);
    while (log.doSupplyWork(0) > 0) {
      // Takes one file out at a time.
    }
    assertThat(log.segmentCount()).isLessThan(before);
    long kept = oldSegments();
    assertThat(kept).isPositive();
    long more = next + 60;
    while (next < more) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 2_000));
      next++;
      log.doSupplyWork(next * 2_000_000_000L);
      if (log.room() != WriteAheadLog.Room.ENOUGH) {
        break;
      }
    }
    assertThat(oldSegments()).as("one has become the next segment").isLessThan(kept);
    log.close();
    assertThat(open().recovered().last().index()).isEqualTo(next - 1);
  }

  /** WAL-25: a released segment is the next one also where the reserve is gone. */
  @Test
  void theLogGoesOnInReleasedSegmentsWhereTheReserveIsUsedUp() throws IOException {
    CrashDisk small = new CrashDisk();
    disk = small;
    WriteAheadLog log = open();
    log.doSupplyWork(0);
    small.setFull(true);
    long next = 1;
    while (log.segmentCount() < 3) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 2_000));
      next++;
      log.doSupplyWork(next);
    }
    assertThat(log.room()).isNotEqualTo(WriteAheadLog.Room.ENOUGH);
    log.submit(new WalWrite.Release(new LogPosition(next - 1, 1)));
    log.doWork(0);
    for (int second = 1; second < 10; second++) {
      log.doSupplyWork(second * 2_000_000_000L);
    }
    int segments = log.segmentCount();
    while (log.segmentCount() == segments) {
      write(log, new HardState(1, 22, 0), entries(next, next, 1, 1_000));
      next++;
    }
    small.setFull(false);
    log.doSupplyWork(40_000_000_000L);
    assertThat(log.room()).isEqualTo(WriteAheadLog.Room.ENOUGH);
    log.close();
    assertThat(open().recovered().last().index()).isEqualTo(next - 1);
  }

  private long oldSegments() throws IOException {
    return disk.list("wal").stream().filter(name -> name.startsWith("old-")).count();
  }

  /** WAL-23, WAL-24: what the version before has begun is read and continued. */
  @Test
  void aLogOfTheFormatBeforeIsContinuedAndNewSegmentsAreOfTheNewOne() throws IOException {
    WriteAheadLog.Options before =
        new WriteAheadLog.Options("wal", 11, 22, SEGMENT_BYTES, 8_192, 2);
    try (WriteAheadLog log = open(before)) {
      write(log, new HardState(1, 22, 0), entries(1, 60, 1, 2_000));
      assertThat(log.segmentCount()).isGreaterThan(1);
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().entries()).isEqualTo(entries(1, 60, 1, 2_000));
      for (int i = 61; i < 120; i++) {
        write(log, new HardState(1, 22, 0), entries(i, i, 1, 2_000));
      }
    }
    try (WriteAheadLog log = open()) {
      assertThat(log.recovered().entries()).isEqualTo(entries(1, 119, 1, 2_000));
    }
    assertThatThrownBy(() -> open(before))
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("newer than this program");
  }
}
