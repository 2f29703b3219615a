package io.binnacle.consensus.identity;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.snapshot.SnapshotFile;
import io.binnacle.consensus.snapshot.SnapshotStore;
import io.binnacle.consensus.snapshot.SnapshotWriter;
import io.binnacle.consensus.wal.RecoveredLog;
import io.binnacle.consensus.wal.WalWrite;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Disaster recovery (CLUS-06): what one member has on its disk becomes a group of its own, with ids
 * of its own, so that no member of the old group is ever heard in it or it in theirs (CLUS-07).
 *
 * <p>The whole log is kept, also the part that this member does not know to be committed: it may
 * be, and was acknowledged then; what was not was never refused to anybody, either. What the lost
 * members had beyond this log is lost, and so is an end that this log itself has lost: whoever
 * founds a new group has nothing better.
 *
 * <p>The new group is written beside the old one, which is then moved away and kept. Interrupted at
 * any step, it is finished by running it again; in between, no member starts from the directory.
 */
public final class NewCluster {
  private static final String LOG = "wal";
  private static final String SNAPSHOTS = "snapshots";
  private static final String MADE = "recovered";

  /** Begins the name of a file that tells of a recovery under way; the old cluster's id follows. */
  private static final String PENDING = "recovery-pending-";

  private static final String KEPT = "before-";
  private static final int BATCH_BYTES = 4 << 20;

  private final Disk disk;
  private final ConsensusConfig.Storage storage;

  private NewCluster(Disk disk, ConsensusConfig.Storage storage) {
    this.disk = disk;
    this.storage = storage;
  }

  /**
   * What was made.
   *
   * @param last the end of its log
   * @param keptIn where what was there before lies now, in the data directory
   */
  public record Founded(long clusterId, long memberId, LogPosition last, String keptIn) {}

  /**
   * @param alone the new group: one member, with another cluster id than before, which another
   *     token gives it
   * @throws DataRefusedException where the directory cannot be read as it is
   */
  public static Founded found(
      Disk disk, ConsensusConfig.Group alone, ConsensusConfig.Storage storage) throws IOException {
    Invariant.check(alone.members().size() == 1, "a new group of %s", alone.members());
    try (Disk.DiskLock _ = disk.lock("lock")) {
      NewCluster made = new NewCluster(disk, storage);
      if (pending(disk).isEmpty()) {
        WriteAheadLog.Options before = made.optionsIn(LOG);
        if (before.clusterId() == alone.clusterId()) {
          throw new IOException(
              disk.describe()
                  + ": the new group has the ids of the old one; give it another token");
        }
        made.build(before, alone);
        made.putMark(HexFormat.of().toHexDigits(before.clusterId()));
      }
      return made.swap(pending(disk));
    }
  }

  /**
   * @throws IOException where a recovery was begun and not finished
   */
  public static void requireFinished(Disk disk) throws IOException {
    if (!pending(disk).isEmpty()) {
      throw new IOException(
          disk.describe() + ": a recovery into a new group was interrupted; run it again");
    }
  }

  /** The id of the old cluster of a recovery that is not finished, or an empty text. */
  private static String pending(Disk disk) throws IOException {
    for (String name : disk.list("")) {
      if (name.startsWith(PENDING)) {
        return name.substring(PENDING.length());
      }
    }
    return "";
  }

  private WriteAheadLog.Options optionsIn(String directory) throws IOException {
    return WriteAheadLog.optionsOf(
        disk, directory, storage.walSegmentBytes(), storage.reserveBytes());
  }

  private void build(WriteAheadLog.Options before, ConsensusConfig.Group alone) throws IOException {
    deleteAll(MADE);
    disk.createDirectory(MADE);
    RecoveredLog log;
    try (WriteAheadLog opened = WriteAheadLog.openWhatIsLeft(disk, before)) {
      log = opened.recovered();
    }
    LogPosition snapshot = copySnapshot(log, before.clusterId(), alone);
    copyLog(log, snapshot, alone);
    disk.syncDirectory(MADE);
    disk.syncDirectory("");
  }

  private LogPosition copySnapshot(RecoveredLog log, long oldClusterId, ConsensusConfig.Group alone)
      throws IOException {
    SnapshotStore from = SnapshotStore.open(disk, SNAPSHOTS, oldClusterId);
    SnapshotStore to = SnapshotStore.open(disk, MADE + "/" + SNAPSHOTS, alone.clusterId());
    for (LogPosition position : from.positions()) {
      boolean isUsable =
          position.index() >= log.base().index()
              && (log.snapshots().contains(position) || log.continuesFrom(position));
      if (isUsable && copy(position, from, to, onlyVoter(alone))) {
        return position;
      }
    }
    if (log.base().index() > 0) {
      throw DataRefusedException.damaged(
          SNAPSHOTS + ": the log begins at " + log.base().index() + " and no snapshot reaches it");
    }
    return LogPosition.NONE;
  }

  private static boolean copy(
      LogPosition position, SnapshotStore from, SnapshotStore to, Membership membership)
      throws IOException {
    try (SnapshotFile file = from.openVerified(position)) {
      if (file == null) {
        return false;
      }
      try (SnapshotWriter copy = to.create(position, membership)) {
        file.content().transferTo(copy);
        copy.finish();
      }
      return true;
    }
  }

  private static Membership onlyVoter(ConsensusConfig.Group alone) {
    return Membership.ofVoters(List.of(alone.memberId()));
  }

  private void copyLog(RecoveredLog log, LogPosition snapshot, ConsensusConfig.Group alone)
      throws IOException {
    WriteAheadLog.Options options =
        new WriteAheadLog.Options(
            MADE + "/" + LOG,
            alone.clusterId(),
            alone.memberId(),
            storage.walSegmentBytes(),
            storage.reserveBytes());
    long term = log.hardState().term() + 1;
    try (WriteAheadLog made = WriteAheadLog.open(disk, options)) {
      made.start(_ -> {}, () -> {}, () -> {});
      long id = 1;
      long committed = snapshot.index();
      if (snapshot.index() > 0) {
        write(
            made,
            new WalWrite.SnapshotInstalled(
                id, snapshot, new HardState(term, HardState.NOBODY, committed)));
      }
      for (List<LogEntry> batch : batchesBehind(snapshot, log.entries())) {
        id++;
        write(
            made,
            new WalWrite.Entries(id, new HardState(term, HardState.NOBODY, committed), batch));
        committed = batch.getLast().index();
      }
      // All of it counts as committed from here on.
      HardState all = new HardState(term, HardState.NOBODY, committed);
      write(made, new WalWrite.Entries(id + 1, all, List.of()));
    }
  }

  private static void write(WriteAheadLog log, WalWrite write) throws IOException {
    log.submit(write);
    log.doWork(0);
    log.doSupplyWork(0);
  }

  private static List<List<LogEntry>> batchesBehind(LogPosition snapshot, List<LogEntry> entries) {
    List<List<LogEntry>> batches = new ArrayList<>();
    List<LogEntry> batch = new ArrayList<>();
    long bytes = 0;
    for (LogEntry entry : entries) {
      if (entry.index() <= snapshot.index()) {
        continue;
      }
      if (bytes > 0 && bytes + entry.sizeInBytes() > BATCH_BYTES) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(withoutConfiguration(entry));
      bytes += entry.sizeInBytes();
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /** The configurations of the old group must not come into force again. */
  private static LogEntry withoutConfiguration(LogEntry entry) {
    return entry.kind() == LogEntry.Kind.MEMBERSHIP ? LogEntry.noOp(entry.position()) : entry;
  }

  private void putMark(String oldId) throws IOException {
    disk.createDirectory(KEPT + oldId);
    try (DiskFile file = disk.open(PENDING + oldId, Disk.OpenMode.CREATE_NEW)) {
      file.sync();
    }
    disk.syncDirectory("");
  }

  /** Each step can be seen to be done, so an interrupted one is taken up where it was. */
  private Founded swap(String oldId) throws IOException {
    String keptIn = KEPT + oldId;
    for (String each : List.of(LOG, SNAPSHOTS)) {
      if (disk.exists(MADE + "/" + each)) {
        if (disk.exists(each)) {
          disk.rename(each, keptIn + "/" + each);
          disk.syncDirectory(keptIn);
          disk.syncDirectory("");
        }
        disk.rename(MADE + "/" + each, each);
        disk.syncDirectory(MADE);
        disk.syncDirectory("");
      }
    }
    // What was said of the old directory does not hold for the new group.
    for (String each : List.of(DamageMark.FILE, KnownDirectories.PATH)) {
      if (disk.exists(each)) {
        disk.rename(each, keptIn + "/" + each);
        disk.syncDirectory(keptIn);
        disk.syncDirectory("");
      }
    }
    WriteAheadLog.Options made = optionsIn(LOG);
    FirstConfiguration.write(disk, Membership.ofVoters(List.of(made.memberId())));
    LogPosition last;
    try (WriteAheadLog opened = WriteAheadLog.open(disk, made)) {
      last = opened.recovered().last();
    }
    disk.delete(MADE);
    disk.delete(PENDING + oldId);
    disk.syncDirectory("");
    return new Founded(made.clusterId(), made.memberId(), last, keptIn);
  }

  private void deleteAll(String path) throws IOException {
    for (String name : disk.list(path)) {
      deleteAll(path + "/" + name);
    }
    disk.delete(path);
  }
}
