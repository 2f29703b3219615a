package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.DiskFullException;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one spare segment of written zeros ready (WAL-05), made of an old one where there is one,
 * deletes the other old ones, and notices a full disk before the log does: then the log lives on
 * the reserve file while proposals are refused (WAL-25). A duty cycle of its own, so that the
 * writer waits for none of this.
 */
final class SegmentSupply {
  static final String SPARE_PREFIX = "spare-";
  static final String TEMPORARY_SUFFIX = ".tmp";
  private static final String OLD_PREFIX = "old-";
  private static final String RESERVE = "reserve";
  private static final long SYNCED_PIECE_BYTES = 4L << 20;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final Logger LOGGER = LoggerFactory.getLogger(SegmentSupply.class);

  private final Disk disk;
  private final WriteAheadLog.Options options;
  private final AtomicReference<@Nullable DiskFile> spare = new AtomicReference<>(null);
  private final AtomicReference<@Nullable DiskFile> reserve = new AtomicReference<>(null);
  private final AtomicLong spareNumber = new AtomicLong();

  /** Bounded by the number of segments there are. */
  private final Queue<String> releases = new ConcurrentLinkedQueue<>();

  private volatile boolean full;
  private long retryAtNanos;

  /** A released segment that waits to become the next spare. */
  private @Nullable String old;

  SegmentSupply(Disk disk, WriteAheadLog.Options options) {
    this.disk = disk;
    this.options = options;
  }

  boolean hasRoom() {
    return !full;
  }

  /** What the log may use without asking the disk for more; 0 where nothing is held. */
  long bytesHeld() {
    DiskFile last = reserve.get();
    return last == null ? 0 : options.reserveBytes() - (long) SegmentHeader.BYTES;
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
    if (spare.get() == null && (!full || nowNanos - retryAtNanos >= 0)) {
      work += prepare(nowNanos);
    }
    return work;
  }

  /**
   * The first is kept, to be used again: its blocks are there, also when the disk is full. It loses
   * its name durably before a byte of it changes.
   */
  private void takeOut(String path) throws IOException {
    if (old == null) {
      old =
          options.directory() + "/" + OLD_PREFIX + spareNumber.incrementAndGet() + TEMPORARY_SUFFIX;
      disk.rename(path, old);
    } else {
      disk.delete(path);
    }
    disk.syncDirectory(options.directory());
  }

  private int prepare(long nowNanos) throws IOException {
    try {
      if (reserve.get() == null) {
        reserve.set(openReserve());
      }
      DiskFile reused = reuseOld();
      spare.set(reused == null ? create(options.segmentBytes()) : reused);
      if (full) {
        full = false;
        LOGGER.info("{}: the disk has room again", disk.describe());
      }
      return 1;
    } catch (DiskFullException e) {
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

  /** Null where there is none, or the disk has not even room to make it as long as the others. */
  private @Nullable DiskFile reuseOld() throws IOException {
    String path = old;
    if (path == null) {
      return null;
    }
    old = null;
    DiskFile file = disk.open(path, Disk.OpenMode.READ_WRITE);
    boolean complete = false;
    try {
      zero(file, options.segmentBytes());
      file.truncate(options.segmentBytes());
      file.sync();
      complete = true;
      return file;
    } catch (DiskFullException _) {
      return null;
    } finally {
      if (!complete) {
        file.close();
        disk.delete(path);
      }
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
      zero(file, size);
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
  private static void zero(DiskFile file, long size) throws IOException {
    for (long at = 0; at < size; at += SYNCED_PIECE_BYTES) {
      file.preallocate(at, Math.min(size, at + SYNCED_PIECE_BYTES));
      file.sync();
    }
  }

  /**
   * A file of zeros for the next segment, called by the writer.
   *
   * @throws DiskFullException when even the reserve is used up: the log cannot go on (WAL-26)
   */
  DiskFile take(long bytesMin) throws IOException {
    DiskFile ready = spare.getAndSet(null);
    if (ready != null) {
      if (ready.size() >= bytesMin) {
        return ready;
      }
      ready.close();
      disk.delete(ready.path());
    }
    try {
      return create(Math.max(bytesMin, options.segmentBytes()));
    } catch (DiskFullException e) {
      full = true;
      DiskFile last = reserve.getAndSet(null);
      if (last == null || last.size() < bytesMin) {
        throw e;
      }
      LOGGER.error("{}: the log goes on in the reserve file", disk.describe());
      return last;
    }
  }

  void close() throws IOException {
    closeIfHeld(spare.getAndSet(null));
    closeIfHeld(reserve.getAndSet(null));
  }

  private static void closeIfHeld(@Nullable DiskFile file) throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
