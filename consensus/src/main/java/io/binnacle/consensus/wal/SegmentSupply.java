package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.DiskFullException;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import io.binnacle.consensus.wal.segment.SegmentLayout;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one spare segment ready (WAL-05), whose blocks were written: an old one where there is one,
 * or zeros. Deletes old ones that are too many, and notices a full disk before the log does: then
 * the log lives on the reserve file while proposals are refused (WAL-25). A duty cycle of its own,
 * so that the writer waits for none of this.
 */
final class SegmentSupply implements AutoCloseable {
  static final String SPARE_PREFIX = "spare-";
  static final String TEMPORARY_SUFFIX = ".tmp";
  private static final String OLD_PREFIX = "old-";
  private static final String RESERVE = "reserve";
  private static final long SYNCED_PIECE_BYTES = 4L << 20;

  /** Snapshots release several at once, and what is kept here needs not be written twice. */
  private static final int OLD_MAX = 4;

  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final Logger LOGGER = LoggerFactory.getLogger(SegmentSupply.class);

  private final Disk disk;
  private final WriteAheadLog.Options options;
  private final AtomicReference<@Nullable Spare> spare = new AtomicReference<>(null);
  private final AtomicReference<@Nullable DiskFile> reserve = new AtomicReference<>(null);
  private final AtomicLong spareNumber = new AtomicLong();

  /** Bounded by the number of segments there are. */
  private final Queue<String> releases = new ConcurrentLinkedQueue<>();

  private volatile boolean full;
  private long retryAtNanos;

  /** Released segments that wait to become the next spare. */
  private final Queue<String> old = new ArrayDeque<>();

  /**
   * A file that can become a segment.
   *
   * @param previousSequence of the segment that it was before, where it still holds its records
   */
  record Spare(DiskFile file, long sizeInBytes, long previousSequence) {
    static Spare ofZeros(DiskFile file) throws IOException {
      return new Spare(file, file.size(), SegmentHeader.NO_PREVIOUS);
    }
  }

  SegmentSupply(Disk disk, WriteAheadLog.Options options) {
    this.disk = disk;
    this.options = options;
  }

  boolean hasRoom() {
    return !full;
  }

  /** What the log may use without asking the disk for more; 0 where nothing is held. */
  long bytesHeld() {
    Spare next = spare.get();
    long held =
        Math.max(
            reserve.get() == null ? 0 : options.reserveBytes(),
            next == null ? 0 : next.sizeInBytes);
    return Math.max(0, held - SegmentHeader.BYTES);
  }

  boolean hasSpare() {
    return spare.get() != null;
  }

  /**
   * A segment of no more use. They go in this order, each durably before the next, so that no gap
   * can appear (WAL-03).
   */
  void release(String path) {
    releases.add(path);
  }

  int doWork(long nowNanos) throws IOException {
    int work = 0;
    String path = releases.poll();
    if (path != null) {
      takeOut(path);
      work++;
    }
    boolean isComplete = spare.get() != null && reserve.get() != null;
    if (!isComplete && (!full || nowNanos - retryAtNanos >= 0)) {
      work += prepare(nowNanos);
    }
    return work;
  }

  /**
   * Some are kept, to be used again: their blocks are there, also when the disk is full. They lose
   * their names durably before a byte of them changes.
   */
  private void takeOut(String path) throws IOException {
    if (old.size() < OLD_MAX) {
      String kept =
          options.directory() + "/" + OLD_PREFIX + spareNumber.incrementAndGet() + TEMPORARY_SUFFIX;
      disk.rename(path, kept);
      old.add(kept);
    } else {
      disk.delete(path);
    }
    disk.syncDirectory(options.directory());
  }

  private int prepare(long nowNanos) throws IOException {
    try {
      // In this order: an old segment needs no room, and the reserve is needed most.
      if (spare.get() == null) {
        spare.set(reuseOld());
      }
      if (reserve.get() == null) {
        reserve.set(openReserve());
      }
      if (spare.get() == null) {
        spare.set(Spare.ofZeros(create(options.segmentBytes())));
      }
      if (full) {
        full = false;
        LOGGER.info("{}: the disk has room again", disk.describe());
      }
      return 1;
    } catch (DiskFullException e) {
      String path = old.poll();
      if (path != null) {
        // Room for what is missing.
        disk.delete(path);
        return 1;
      }
      retryAtNanos = nowNanos + RETRY_NANOS;
      if (!full) {
        full = true;
        LOGGER.error(
            "{}: no room for another segment of the log ({}); new proposals are refused, but for"
                + " those that free room",
            disk.describe(),
            e.getMessage());
      }
      return 0;
    }
  }

  /**
   * Null where there is none. On a full disk it stays as long as it was.
   *
   * @throws DiskFullException where that is too little to be of use; it is deleted
   */
  private @Nullable Spare reuseOld() throws IOException {
    String path = old.poll();
    if (path == null) {
      return null;
    }
    DiskFile file = disk.open(path, Disk.OpenMode.READ_WRITE);
    boolean complete = false;
    try {
      long size = Math.min(file.size(), options.segmentBytes());
      long previousSequence = previousSequenceOf(file);
      zero(file, previousSequence == SegmentHeader.NO_PREVIOUS ? 0 : size, size);
      long lengthened = lengthened(file, size);
      file.truncate(lengthened);
      file.sync();
      complete = true;
      return new Spare(file, lengthened, previousSequence);
    } finally {
      if (!complete) {
        file.close();
        disk.delete(path);
      }
    }
  }

  /**
   * @return how long it is now, without a part that found no room
   */
  private long lengthened(DiskFile file, long size) throws IOException {
    try {
      zero(file, size, options.segmentBytes());
      return options.segmentBytes();
    } catch (DiskFullException e) {
      if (size < options.segmentBytes() / 2) {
        throw e;
      }
      return size;
    }
  }

  /** Whose records it may go on holding; none where these could not be told from new ones. */
  private long previousSequenceOf(DiskFile file) throws IOException {
    if (!SegmentLayout.of(options.formatVersion()).tellsOldFromNew()) {
      return SegmentHeader.NO_PREVIOUS;
    }
    try {
      SegmentHeader header = SegmentHeader.read(file, options.formatVersion());
      return header.layout().tellsOldFromNew() ? header.sequence() : SegmentHeader.NO_PREVIOUS;
    } catch (DataRefusedException _) {
      // Nothing depends on it any more.
      return SegmentHeader.NO_PREVIOUS;
    }
  }

  private DiskFile openReserve() throws IOException {
    String path = options.directory() + "/" + RESERVE;
    if (disk.exists(path)) {
      DiskFile existing = disk.open(path, Disk.OpenMode.READ_WRITE);
      if (existing.size() == options.reserveBytes()) {
        return existing;
      }
      existing.close();
      disk.delete(path);
    }
    DiskFile made = create(options.reserveBytes());
    made.close();
    disk.rename(made.path(), path);
    disk.syncDirectory(options.directory());
    return disk.open(path, Disk.OpenMode.READ_WRITE);
  }

  private DiskFile create(long size) throws IOException {
    String path =
        options.directory() + "/" + SPARE_PREFIX + spareNumber.incrementAndGet() + TEMPORARY_SUFFIX;
    DiskFile file = disk.open(path, Disk.OpenMode.CREATE_NEW);
    boolean complete = false;
    try {
      zero(file, 0, size);
      complete = true;
      return file;
    } finally {
      if (!complete) {
        file.close();
        disk.delete(path);
      }
    }
  }

  /**
   * Durable piece by piece: a sync of the log waits behind what the disk was given before it, and
   * that is never more than one piece.
   */
  private static void zero(DiskFile file, long from, long size) throws IOException {
    for (long at = from; at < size; at += SYNCED_PIECE_BYTES) {
      file.preallocate(at, Math.min(size, at + SYNCED_PIECE_BYTES));
      file.sync();
    }
  }

  /**
   * A file for the next segment, called by the writer.
   *
   * @throws DiskFullException when even the reserve is used up: the log cannot go on (WAL-26)
   */
  Spare take(long bytesMin) throws IOException {
    Spare ready = spare.getAndSet(null);
    if (ready != null) {
      if (ready.sizeInBytes >= bytesMin) {
        return ready;
      }
      ready.file.close();
      disk.delete(ready.file.path());
    }
    try {
      return Spare.ofZeros(create(Math.max(bytesMin, options.segmentBytes())));
    } catch (DiskFullException e) {
      full = true;
      DiskFile last = reserve.getAndSet(null);
      if (last == null || last.size() < bytesMin) {
        throw e;
      }
      LOGGER.error("{}: the log goes on in the reserve file", disk.describe());
      return Spare.ofZeros(last);
    }
  }

  @Override
  public void close() throws IOException {
    Spare ready = spare.getAndSet(null);
    closeIfHeld(ready == null ? null : ready.file);
    closeIfHeld(reserve.getAndSet(null));
  }

  private static void closeIfHeld(@Nullable DiskFile file) throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
