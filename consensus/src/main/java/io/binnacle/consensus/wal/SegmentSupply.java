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
 * Keeps one spare segment of written zeros ready (WAL-05), deletes old ones, and notices a full
 * disk before the log does: then the log lives on the reserve file while proposals are refused
 * (WAL-25). A duty cycle of its own, so that the writer waits for none of this.
 */
final class SegmentSupply {
  static final String SPARE_PREFIX = "spare-";
  static final String TEMPORARY_SUFFIX = ".tmp";
  private static final String RESERVE = "reserve";
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final Logger LOGGER = LoggerFactory.getLogger(SegmentSupply.class);

  private final Disk disk;
  private final WriteAheadLog.Options options;
  private final AtomicReference<@Nullable DiskFile> spare = new AtomicReference<>(null);
  private final AtomicReference<@Nullable DiskFile> reserve = new AtomicReference<>(null);
  private final AtomicLong spareNumber = new AtomicLong();

  /** Bounded by the number of segments there are. */
  private final Queue<String> deletions = new ConcurrentLinkedQueue<>();

  private volatile boolean full;
  private long retryAtNanos;

  SegmentSupply(Disk disk, WriteAheadLog.Options options) {
    this.disk = disk;
    this.options = options;
  }

  boolean hasRoom() {
    return !full;
  }

  /** Deleted in this order, each durably before the next, so that no gap can appear (WAL-03). */
  void delete(String path) {
    deletions.add(path);
  }

  int doWork(long nowNanos) throws IOException {
    int work = 0;
    String path = deletions.poll();
    if (path != null) {
      disk.delete(path);
      disk.syncDirectory(options.directory());
      work++;
    }
    if (spare.get() == null && (!full || nowNanos - retryAtNanos >= 0)) {
      work += prepare(nowNanos);
    }
    return work;
  }

  private int prepare(long nowNanos) throws IOException {
    try {
      if (reserve.get() == null) {
        reserve.set(openReserve());
      }
      spare.set(create(options.segmentBytes()));
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
            "{}: no room for another segment of the log ({}); new proposals are refused",
            disk.describe(),
            e.getMessage());
      }
      return 0;
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
      file.preallocate(0, size);
      file.sync();
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
