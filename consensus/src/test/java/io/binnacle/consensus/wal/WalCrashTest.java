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
import io.binnacle.consensus.wal.segment.SegmentLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WAL-32, INV-06: whatever the moment of the crash and whatever the disk makes of it, what was
 * acknowledged is there, and beyond that only what had been handed over, in order.
 */
class WalCrashTest {
  private static final int LIVES = 12;

  /** What the log must contain: the entries from its first index on. */
  private final List<LogEntry> acknowledged = new ArrayList<>();

  /** Handed over and not acknowledged, entry by entry. */
  private final List<LogEntry> inFlight = new ArrayList<>();

  private long term;
  private long released;
  private long lastPersisted;
  private long nextPersistId = 1;

  private int formatVersion;

  /** Segments that were begun in a file that held another one before. */
  private int usedSegments;

  /** BUG-01, BUG-34, FAULT-03 */
  @ParameterizedTest
  @ValueSource(ints = {WriteAheadLog.FORMAT_VERSION - 1, WriteAheadLog.FORMAT_VERSION})
  void anyCrashLeavesWhatWasAcknowledgedAndAPrefixOfTheRest(int version) throws Exception {
    formatVersion = version;
    int repairs = 0;
    for (long seed = 1; seed <= 150; seed++) {
      try {
        repairs += live(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(repairs).as("torn writes that were met").isGreaterThan(20);
    if (SegmentLayout.of(version).tellsOldFromNew()) {
      assertThat(usedSegments).as("segments over old records").isGreaterThan(20);
    }
  }

  private int live(long seed) throws IOException {
    acknowledged.clear();
    inFlight.clear();
    term = 1;
    released = 0;
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    int repairs = 0;
    for (int life = 0; life < LIVES; life++) {
      disk.crashAfter(random.nextInt(120));
      try {
        liveOnce(disk, random);
      } catch (CrashDisk.Crash _) {
        // The process is gone; what follows is what the disk kept.
      }
      disk.crash(random);
      WriteAheadLog reopened = open(disk);
      check(reopened.recovered());
      usedSegments += newestIsInUsedFile(disk) ? 1 : 0;
      repairs +=
          disk.list("wal").stream().filter(name -> name.endsWith(".torn")).count() > 0 ? 1 : 0;
      reopened.close();
    }
    return repairs;
  }

  private WriteAheadLog open(CrashDisk disk) throws IOException {
    return WriteAheadLog.open(
        disk, new WriteAheadLog.Options("wal", 5, 6, 8_192, 4_096, formatVersion));
  }

  private boolean newestIsInUsedFile(CrashDisk disk) throws IOException {
    String newest =
        disk.list("wal").stream().filter(name -> name.endsWith(".wal")).toList().getLast();
    try (DiskFile file = disk.open("wal/" + newest, Disk.OpenMode.READ_ONLY)) {
      return SegmentHeader.read(file, formatVersion).previousSequence()
          != SegmentHeader.NO_PREVIOUS;
    }
  }

  private void liveOnce(CrashDisk disk, Random random) throws IOException {
    WriteAheadLog log = open(disk);
    lastPersisted = nextPersistId - 1;
    log.start(id -> lastPersisted = id, () -> {}, () -> {});
    for (long now = 0; now < 200; now++) {
      int writes = random.nextInt(4);
      for (int i = 0; i < writes; i++) {
        submit(log, random);
      }
      if (random.nextInt(8) == 0 && lastOf(acknowledged) > released) {
        released += random.nextLong(lastOf(acknowledged) - released);
        LogPosition base = new LogPosition(released, 1);
        log.submit(new WalWrite.SnapshotTaken(base));
        log.submit(new WalWrite.Release(base));
      }
      log.doWork(now * 600_000_000L);
      if (lastPersisted == nextPersistId - 1) {
        inFlight.forEach(entry -> take(acknowledged, entry));
        inFlight.clear();
      }
      if (random.nextInt(3) == 0) {
        log.doSupplyWork(now * 600_000_000L);
      }
    }
    log.close();
  }

  private void submit(WriteAheadLog log, Random random) {
    List<LogEntry> whole = new ArrayList<>(acknowledged);
    inFlight.forEach(entry -> take(whole, entry));
    long next = lastOf(whole) + 1;
    if (random.nextInt(6) == 0 && next > released + 3) {
      // A new leader overwrites the end.
      term++;
      next -= 1 + random.nextLong(next - released - 2);
    }
    List<LogEntry> entries = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[random.nextInt(1_200)];
      random.nextBytes(payload);
      entries.add(
          LogEntry.command(
              new LogPosition(next + i, term), new ProposalId(6, next + i), Bytes.wrap(payload)));
    }
    inFlight.addAll(entries);
    log.submit(new WalWrite.Entries(nextPersistId, new HardState(term, 6, released), entries));
    nextPersistId++;
  }

  private static void take(List<LogEntry> entries, LogEntry entry) {
    entries.removeIf(existing -> existing.index() >= entry.index());
    entries.add(entry);
  }

  private static long lastOf(List<LogEntry> entries) {
    return entries.isEmpty() ? 0 : entries.getLast().index();
  }

  /** One of the states between what was acknowledged and all that was handed over. */
  private void check(RecoveredLog recovered) {
    List<LogEntry> candidate = new ArrayList<>(acknowledged);
    int taken = 0;
    while (!isBehindBase(candidate, recovered) && taken < inFlight.size()) {
      take(candidate, inFlight.get(taken));
      taken++;
    }
    assertThat(recovered.base().index()).isLessThanOrEqualTo(Math.max(released, 1));
    assertThat(isBehindBase(candidate, recovered))
        .as(
            "recovered %s to %s, acknowledged up to %s, handed over %s",
            recovered.base(), recovered.last(), lastOf(acknowledged), inFlight.size())
        .isTrue();
    assertThat(recovered.hardState().term())
        .isGreaterThanOrEqualTo(acknowledged.isEmpty() ? 0 : acknowledged.getLast().term());
    acknowledged.clear();
    acknowledged.addAll(candidate);
    inFlight.clear();
  }

  private static boolean isBehindBase(List<LogEntry> candidate, RecoveredLog recovered) {
    return recovered
        .entries()
        .equals(
            candidate.stream().filter(entry -> entry.index() > recovered.base().index()).toList());
  }
}
