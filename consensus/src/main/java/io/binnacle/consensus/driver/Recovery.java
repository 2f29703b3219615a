package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DurableCounter;
import io.binnacle.consensus.identity.FirstConfiguration;
import io.binnacle.consensus.identity.NewCluster;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.snapshot.SnapshotFile;
import io.binnacle.consensus.snapshot.SnapshotStore;
import io.binnacle.consensus.wal.RecoveredLog;
import io.binnacle.consensus.wal.WalWrite;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member's disk says at its start, put together: the newest whole snapshot the log goes on
 * from, and the log behind it (WAL-14 to WAL-16). Nothing of a clock goes into it (WAL-30).
 *
 * @param sequenceBase above every proposal's sequence of an earlier life: 2^40 for each life
 */
record Recovery(
    Disk.DiskLock lock,
    WriteAheadLog log,
    SnapshotStore snapshots,
    RaftCore.Recovered core,
    LogPosition snapshot,
    long sequenceBase)
    implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);
  private static final String LOCK = "lock";
  private static final String COUNTER = "incarnation";
  private static final String LOG_DIRECTORY = "wal";
  private static final String SNAPSHOT_DIRECTORY = "snapshots";
  private static final int SEQUENCE_BITS = 40;

  /**
   * @throws DataRefusedException when the directory must not be used; where it is damaged, it is
   *     marked so for good (design D3)
   */
  static Recovery run(ConsensusConfig config, Disk disk, StateMachine<?> machine)
      throws IOException {
    return run(config, disk, machine, WriteAheadLog.FORMAT_VERSION);
  }

  /**
   * As the program does whose newest format of the log is this one; only tests of upgrades play an
   * older one.
   */
  static Recovery run(
      ConsensusConfig config, Disk disk, StateMachine<?> machine, int logFormatVersion)
      throws IOException {
    Disk.DiskLock lock = disk.lock(LOCK);
    Recovery recovery = null;
    try {
      makeNamesDurable(disk);
      DamageMark.requireAbsent(disk);
      NewCluster.requireFinished(disk);
      Program program = new Program(lock, logFormatVersion);
      recovery = recoverOrMark(config, disk, machine, program);
      return recovery;
    } finally {
      if (recovery == null) {
        lock.close();
      }
    }
  }

  /**
   * A process that was killed may have left names that no sync has brought to the disk. What is
   * found from here on is relied upon.
   */
  private static void makeNamesDurable(Disk disk) throws IOException {
    for (String directory : List.of("", LOG_DIRECTORY, SNAPSHOT_DIRECTORY)) {
      if (disk.exists(directory)) {
        disk.syncDirectory(directory);
      }
    }
  }

  private static Recovery recoverOrMark(
      ConsensusConfig config, Disk disk, StateMachine<?> machine, Program program)
      throws IOException {
    try {
      return recover(config, disk, machine, program);
    } catch (DataRefusedException refused) {
      throw switch (refused.reason()) {
        case DAMAGED -> DamageMark.put(disk, String.valueOf(refused.getMessage()));
        case FOREIGN, UNKNOWN_VERSION -> refused.within(disk.describe());
      };
    }
  }

  private static Recovery recover(
      ConsensusConfig config, Disk disk, StateMachine<?> machine, Program program)
      throws IOException {
    ConsensusConfig.Group group = config.group();
    boolean isCounted = disk.exists(COUNTER);
    boolean isUsed = isCounted || !disk.list(SNAPSHOT_DIRECTORY).isEmpty();
    if (isUsed && !disk.exists(LOG_DIRECTORY)) {
      throw DataRefusedException.damaged(LOG_DIRECTORY + ": the log is gone");
    }
    Membership first = FirstConfiguration.load(disk, group, disk.exists(LOG_DIRECTORY));
    WriteAheadLog log = WriteAheadLog.open(disk, logOptions(config, program));
    boolean complete = false;
    try {
      if (!isCounted && !isEmpty(log.recovered())) {
        throw DataRefusedException.damaged(COUNTER + ": the counter of starts is gone");
      }
      for (LogEntry entry : log.recovered().entries()) {
        ApplyLoop.requireKnown(entry, machine);
      }
      long sequenceBase = DurableCounter.increment(disk, COUNTER) << SEQUENCE_BITS;
      SnapshotStore store = SnapshotStore.open(disk, SNAPSHOT_DIRECTORY, group.clusterId());
      SnapshotDescription snapshot = restoreNewest(log.recovered(), store, machine);
      Recovery recovery =
          new Recovery(
              program.lock,
              log,
              store,
              forCore(config, log.recovered(), snapshot, first).withStateOf(machine.stateVersion()),
              positionOf(snapshot),
              sequenceBase);
      adopt(log, recovery.snapshot);
      complete = true;
      return recovery;
    } finally {
      if (!complete) {
        log.close();
      }
    }
  }

  /** Who recovers: it holds the directory, and reads up to this format of the log. */
  private record Program(Disk.DiskLock lock, int logFormatVersion) {}

  private static WriteAheadLog.Options logOptions(ConsensusConfig config, Program program) {
    return new WriteAheadLog.Options(
        LOG_DIRECTORY,
        config.group().clusterId(),
        config.group().memberId(),
        config.storage().walSegmentBytes(),
        config.storage().reserveBytes(),
        program.logFormatVersion);
  }

  /** As a first start that was interrupted leaves it. */
  private static boolean isEmpty(RecoveredLog recovered) {
    return recovered.last().equals(LogPosition.NONE)
        && recovered.hardState().equals(HardState.INITIAL);
  }

  /**
   * Where recovery may start, newest first: what the log points to, and also what it does not point
   * to but goes on from, as a close between the file and its pointer leaves it. A snapshot is only
   * ever made of what was committed, and a log with the same entry at its position has the same
   * entries before it; so the state is the one this log leads to. Any other file is left out.
   */
  private static List<LogPosition> startingPoints(RecoveredLog recovered, SnapshotStore store)
      throws IOException {
    List<LogPosition> points = new ArrayList<>(recovered.snapshots());
    for (LogPosition position : store.positions()) {
      if (recovered.continuesFrom(position) && !points.contains(position)) {
        points.add(position);
      }
    }
    points.sort(Comparator.comparingLong(LogPosition::index).reversed());
    return points;
  }

  /** The log points from now on to what recovery started from, as to any other (WAL-14). */
  private static void adopt(WriteAheadLog log, LogPosition snapshot) {
    if (snapshot.index() > 0 && !log.recovered().snapshots().contains(snapshot)) {
      LOGGER.info(
          "the snapshot at index {} was written just before a stop; the log points to it now",
          snapshot.index());
      log.submit(new WalWrite.SnapshotTaken(snapshot));
    }
  }

  /** Null where there is none, and the log tells everything. */
  private static @Nullable SnapshotDescription restoreNewest(
      RecoveredLog recovered, SnapshotStore store, StateMachine<?> machine) throws IOException {
    for (LogPosition position : startingPoints(recovered, store)) {
      if (position.index() < recovered.base().index()) {
        break;
      }
      try (SnapshotFile file = store.openVerified(position)) {
        if (file != null) {
          machine.restore(position, file.content());
          return file.description();
        }
      }
    }
    if (recovered.base().index() > 0) {
      throw DataRefusedException.damaged(
          SNAPSHOT_DIRECTORY
              + ": the log begins at index "
              + recovered.base().index()
              + " and no whole snapshot reaches that far");
    }
    return null;
  }

  private static LogPosition positionOf(@Nullable SnapshotDescription snapshot) {
    return snapshot == null ? LogPosition.NONE : snapshot.position();
  }

  private static RaftCore.Recovered forCore(
      ConsensusConfig config,
      RecoveredLog recovered,
      @Nullable SnapshotDescription snapshot,
      Membership first)
      throws IOException {
    LogPosition applied = positionOf(snapshot);
    if (applied.index() > recovered.last().index()) {
      throw DataRefusedException.damaged(
          "the snapshot at index "
              + applied.index()
              + " is ahead of the log, which ends at "
              + recovered.last().index());
    }
    Membership membership = snapshot == null ? first : snapshot.membership();
    // Of the log before the snapshot, followers need a tail only (RAFT-69).
    List<LogEntry> entries = recovered.entries();
    long tailFrom = applied.index() - config.storage().logTailEntries();
    int cut = (int) Math.max(0, Math.min(entries.size(), tailFrom - recovered.base().index()));
    LogPosition base = cut == 0 ? recovered.base() : entries.get(cut - 1).position();
    HardState said = recovered.hardState();
    HardState hardState =
        new HardState(said.term(), said.votedFor(), Math.max(said.commitIndex(), applied.index()));
    return new RaftCore.Recovered(
        hardState, base, entries.subList(cut, entries.size()), applied, membership);
  }

  /** The log, and at last the lock, whatever fails before. */
  @Override
  public void close() throws IOException {
    try (lock) {
      log.close();
    }
  }
}
