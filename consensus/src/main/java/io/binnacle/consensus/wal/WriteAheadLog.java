package io.binnacle.consensus.wal;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.metrics.DurationHistogram;
import io.binnacle.consensus.wal.segment.BatchBuffer;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import io.binnacle.consensus.wal.segment.SegmentLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one member. Whoever has the driver's turn submits, the writer's thread steps {@link
 * #doWork}: it takes everything that waits, writes it at once and syncs once. So batches form while
 * a sync runs, and nothing is ever delayed to form one (RAFT-31).
 */
public final class WriteAheadLog implements AutoCloseable {
  /** Called by the writer's thread. */
  @FunctionalInterface
  public interface Listener {
    /** Everything up to the write of this id is durable; one call may stand for many writes. */
    void persisted(long persistId);

    /** The log points to this snapshot, durably: what is older is needed no more (WAL-18). */
    default void pointedTo(LogPosition snapshot) {}
  }

  /**
   * @param directory in the disk, of nothing but the log
   * @param segmentBytes of one preallocated segment; a larger batch gets a larger one
   * @param reserveBytes of the file that becomes the last segment when the disk is full
   * @param formatVersion of new segments: always the newest, but where the program of the version
   *     before is played in a test of upgrades
   */
  public record Options(
      String directory,
      long clusterId,
      long memberId,
      int segmentBytes,
      int reserveBytes,
      int formatVersion) {
    public Options(
        String directory, long clusterId, long memberId, int segmentBytes, int reserveBytes) {
      this(directory, clusterId, memberId, segmentBytes, reserveBytes, FORMAT_VERSION);
    }

    SegmentHeader.Owner owner() {
      return new SegmentHeader.Owner(clusterId, memberId);
    }
  }

  /** Of segments; this one and the one before can be read. */
  public static final int FORMAT_VERSION = 3;

  /** How much more the log can take. */
  public enum Room {
    ENOUGH,
    /** The disk is full: what frees room is still taken, into what is held back for it. */
    RELIEF_ONLY,
    /** What was held back is needed for votes and the like. */
    NONE
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(WriteAheadLog.class);

  private static final long SYNC_WARNING_NANOS = 1_000_000_000L;

  private final Disk disk;
  private final Options options;
  private final SegmentLayout layout;
  private final SegmentSupply supply;
  private final RoomAccount room;
  private final BatchBuffer buffer = new BatchBuffer();
  private final RecoveredLog recovered;
  private final DurationHistogram syncTimes = new DurationHistogram();
  private final List<WalRecovery.Segment> olderSegments;

  /** The paths of all segments, the one that is written to last; of any thread. */
  private volatile List<String> paths = List.of();

  /** Bounded by who submits, and looks at {@link #waitingBytes}. */
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  private record Waiting(WalWrite write, long recordBytes) {}

  /**
   * What is written at once.
   *
   * @param waitedBytes as {@link RoomAccount} has counted them
   */
  private record Batch(List<WalWrite> writes, long recordBytes, long waitedBytes) {}

  private Listener listener = persistId -> {};
  private Runnable writerWakeUp = () -> {};
  private Runnable supplyWakeUp = () -> {};

  private SegmentWriter segment;
  private final SyncedMark synced;
  private boolean failed;

  private WriteAheadLog(Disk disk, Options options, WalRecovery recovery) throws IOException {
    this.disk = disk;
    this.options = options;
    this.layout = SegmentLayout.of(options.formatVersion());
    this.recovered = recovery.recovered();
    this.supply = new SegmentSupply(disk, options);
    this.room = new RoomAccount(supply, options);
    WalRecovery.Tail tail = recovery.tail();
    List<WalRecovery.Segment> segments = new ArrayList<>(tail.segments());
    WalRecovery.Segment last = segments.removeLast();
    this.olderSegments = segments;
    DiskFile file = disk.open(last.path(), Disk.OpenMode.READ_WRITE);
    LogPosition newestSnapshot =
        recovered.snapshots().isEmpty() ? LogPosition.NONE : recovered.snapshots().getFirst();
    this.segment =
        new SegmentWriter(
            file,
            last,
            new SegmentWriter.Chain(
                tail.crc(), tail.nextIndex(), recovered.hardState(), newestSnapshot),
            tail.offset(),
            buffer);
    this.paths = tail.segments().stream().map(WalRecovery.Segment::path).toList();
    this.synced = new SyncedMark(disk, options.directory());
    this.room.segmentHasLeft(segment.remaining());
  }

  /**
   * Reads the log, or makes an empty one where there is none (WAL-07), and leaves it ready for
   * writing.
   *
   * @throws io.binnacle.consensus.disk.DataRefusedException when it must not be used
   */
  public static WriteAheadLog open(Disk disk, Options options) throws IOException {
    WalRecovery.prepare(disk, options);
    return read(disk, options, new WalRecovery(disk, options, false));
  }

  /**
   * As {@link #open}, also where the end of the log is known to be lost: for who begins a new group
   * with what is left (CLUS-06).
   */
  public static WriteAheadLog openWhatIsLeft(Disk disk, Options options) throws IOException {
    return read(disk, options, new WalRecovery(disk, options, true));
  }

  private static WriteAheadLog read(Disk disk, Options options, WalRecovery recovery)
      throws IOException {
    recovery.run();
    return new WriteAheadLog(disk, options, recovery);
  }

  /** How the log in a directory is to be opened by whom it belongs to, as its segments say. */
  public static Options optionsOf(Disk disk, String directory, int segmentBytes, int reserveBytes)
      throws IOException {
    SegmentHeader.Owner owner = WalRecovery.ownerOf(disk, directory);
    return new Options(directory, owner.clusterId(), owner.memberId(), segmentBytes, reserveBytes);
  }

  /** What the log said when it was opened. */
  public RecoveredLog recovered() {
    return recovered;
  }

  /** Before the first write: who is told, and what wakes the threads that step this. */
  public void start(Listener toTell, Runnable wakeWriter, Runnable wakeSupply) {
    listener = toTell;
    writerWakeUp = wakeWriter;
    supplyWakeUp = wakeSupply;
  }

  /** Queues a write; one at a time, in order. */
  public void submit(WalWrite write) {
    long recordBytes = write.sizeInBytes();
    room.submitted(recordBytes);
    waiting.add(new Waiting(write, recordBytes));
    writerWakeUp.run();
  }

  /** Bytes submitted and not yet durable: the submitter pauses when it is too much. */
  public long waitingBytes() {
    return room.waitingBytes();
  }

  /** Told to whoever proposes: where it is not {@link Room#ENOUGH}, the disk is full. */
  public Room room() {
    return room.room();
  }

  /**
   * Whether these entries find their place for certain; while the disk is not full they do sooner
   * or later. A quarter of the reserve stays for terms, votes and pointers, which must always find
   * theirs.
   */
  public boolean hasPlaceFor(List<LogEntry> entries) {
    return room.hasPlaceFor(entries);
  }

  /**
   * Whether what was handed over should first get to the disk. Also while the next segment is being
   * made: if that shows that the disk is full, what waits must fit into what is there.
   */
  public boolean isBehind() {
    return room.isBehind();
  }

  /** How long syncs took (WAL-08). */
  public DurationHistogram syncTimes() {
    return syncTimes;
  }

  /**
   * Steps the helper that prepares and deletes segments, on a thread beside the writer's.
   *
   * @throws IOException the member must stop (WAL-09)
   */
  public int doSupplyWork(long nowNanos) throws IOException {
    return supply.doWork(nowNanos);
  }

  /**
   * Writes and syncs what waits.
   *
   * @return how many writes became durable
   * @throws IOException the member must stop: nothing of the batch was acknowledged, and what is on
   *     disk is known again only after a restart (WAL-09)
   */
  public int doWork(long nowNanos) throws IOException {
    Invariant.check(!failed, "a log that failed is never written again");
    Batch batch = takeBatch();
    if (batch.writes.isEmpty()) {
      tellSynced(nowNanos, false);
      return 0;
    }
    failed = true;
    if (batch.recordBytes > 0) {
      ensureRoom(batch.recordBytes);
      segment.write(batch.writes, batch.recordBytes);
      room.segmentHasLeft(segment.remaining());
      sync();
    }
    failed = false;
    room.written(batch.waitedBytes);
    finish(batch.writes);
    tellSynced(nowNanos, true);
    return batch.writes.size();
  }

  private Batch takeBatch() {
    List<WalWrite> writes = new ArrayList<>();
    long recordBytes = 0;
    long waitedBytes = 0;
    Waiting next = waiting.peek();
    while (next != null
        && (writes.isEmpty() || recordBytes + next.recordBytes <= Limits.WAL_BATCH_BYTES_MAX)) {
      waiting.remove();
      writes.add(next.write);
      recordBytes += next.recordBytes;
      waitedBytes += room.bytesOnDisk(next.recordBytes);
      next = waiting.peek();
    }
    return new Batch(writes, recordBytes, waitedBytes);
  }

  private void sync() throws IOException {
    long before = System.nanoTime();
    segment.sync();
    long took = System.nanoTime() - before;
    syncTimes.record(took);
    if (took > SYNC_WARNING_NANOS) {
      LOGGER.warn("{}: a sync of the log took {} ms", disk.describe(), took / 1_000_000);
    }
  }

  /** After those who wait for the write were told. */
  private void tellSynced(long nowNanos, boolean wrote) throws IOException {
    failed = true;
    synced.tell(nowNanos, wrote, segment.sequence(), segment.durableOffset());
    failed = false;
  }

  /** Changes to the next segment where this one is too full, in the order of WAL-06. */
  private void ensureRoom(long bytes) throws IOException {
    if (segment.hasRoomFor(bytes)) {
      return;
    }
    segment.finish();
    SegmentSupply.Spare fresh =
        supply.take(
            SegmentHeader.BYTES + SegmentWriter.bytesOnDisk(layout, bytes) + layout.sealBytes());
    SegmentHeader header =
        segment.nextHeader(options.formatVersion(), options.owner(), fresh.previousSequence());
    String path = name(fresh.file(), header);
    segment.seal();
    olderSegments.add(segment.description());
    SegmentWriter.Chain chain = segment.chain();
    segment =
        new SegmentWriter(
            disk.open(path, Disk.OpenMode.READ_WRITE),
            new WalRecovery.Segment(path, header.formatVersion(), header.sequence(), 0),
            chain,
            SegmentHeader.BYTES,
            buffer);
    tellPaths();
    supplyWakeUp.run();
  }

  private String name(DiskFile fresh, SegmentHeader header) throws IOException {
    fresh.write(header.encode(), 0);
    fresh.sync();
    fresh.close();
    String path = options.directory() + "/" + header.fileName();
    disk.rename(fresh.path(), path);
    disk.syncDirectory(options.directory());
    return path;
  }

  private void tellPaths() {
    paths = segments().stream().map(WalRecovery.Segment::path).toList();
  }

  private List<WalRecovery.Segment> segments() {
    List<WalRecovery.Segment> all = new ArrayList<>(olderSegments);
    all.add(segment.description());
    return all;
  }

  /** The files of the log, oldest first; none but the last is written to any more. */
  List<String> paths() {
    return paths;
  }

  private void finish(List<WalWrite> batch) {
    long persistId = 0;
    for (WalWrite write : batch) {
      switch (write) {
        case WalWrite.Entries(long id, _, _) -> persistId = id;
        case WalWrite.SnapshotInstalled(long id, LogPosition position, _) -> {
          persistId = id;
          listener.pointedTo(position);
        }
        case WalWrite.SnapshotTaken(LogPosition position) -> listener.pointedTo(position);
        case WalWrite.Release(LogPosition base) -> release(base.index());
      }
    }
    if (persistId != 0) {
      listener.persisted(persistId);
    }
  }

  private void release(long baseIndex) {
    int useless = WalRecovery.useless(segments(), baseIndex);
    List<WalRecovery.Segment> released = new ArrayList<>();
    for (int i = 0; i < useless; i++) {
      released.add(olderSegments.removeFirst());
    }
    // First, so that nobody takes for damage what is done to them then.
    tellPaths();
    released.forEach(each -> supply.release(each.path()));
    if (useless > 0) {
      supplyWakeUp.run();
    }
  }

  /** How many segments there are; for tests and metrics of the writer's own thread. */
  int segmentCount() {
    return olderSegments.size() + 1;
  }

  /** Closes the files; what still waits is not written. After the threads have stopped. */
  @Override
  public void close() throws IOException {
    try (synced;
        supply) {
      segment.close();
    }
  }
}
