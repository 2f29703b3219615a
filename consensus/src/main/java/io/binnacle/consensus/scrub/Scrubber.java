package io.binnacle.consensus.scrub;

import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.metrics.ConsensusMetrics;
import io.binnacle.consensus.snapshot.SnapshotScrub;
import io.binnacle.consensus.snapshot.SnapshotStore;
import io.binnacle.consensus.wal.LogScrub;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads complete segments of the log and the snapshots again and again, slowly, so that damage is
 * found while the other members still have what was lost. Damage is treated as at a start: of the
 * log, the directory is marked and the member stops (WAL-11); a snapshot is set aside, and taken
 * anew where it is the newest (WAL-16). A duty cycle of its own.
 */
public final class Scrubber implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int PIECE_BYTES_MIN = 64 << 10;
  private static final int PIECE_BYTES_MAX = 4 << 20;

  /** Of a small directory more would not be learned by reading it without a pause. */
  private static final long PAUSE_NANOS = 600 * SECOND_NANOS;

  private final Disk disk;
  private final LogScrub log;
  private final SnapshotScrub snapshots;
  private final long bytesPerSecond;
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong passes = new AtomicLong();
  private final AtomicLong damagedSnapshots = new AtomicLong();
  private boolean started;
  private boolean inPass;
  private long nextNanos;

  /**
   * @param bytesPerSecond how fast it reads; 0 for not at all
   */
  public Scrubber(Disk disk, WriteAheadLog log, SnapshotStore snapshots, long bytesPerSecond) {
    this.disk = disk;
    this.log = new LogScrub(disk, log);
    this.snapshots = new SnapshotScrub(snapshots);
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Reads a piece, if one is due.
   *
   * @throws DataRefusedException where the log is damaged; the directory is marked
   */
  public int doWork(long nowNanos) throws IOException {
    if (bytesPerSecond == 0) {
      return 0;
    }
    if (!started) {
      // The start has just read everything.
      started = true;
      nextNanos = nowNanos + PAUSE_NANOS;
    }
    if (nowNanos - nextNanos < 0) {
      return 0;
    }
    if (!inPass) {
      log.begin();
      snapshots.begin();
      inPass = true;
    }
    long read = readPiece();
    if (read == 0) {
      inPass = false;
      passes.incrementAndGet();
      nextNanos = nowNanos + PAUSE_NANOS;
      return 0;
    }
    bytesRead.addAndGet(read);
    nextNanos = nowNanos + read * SECOND_NANOS / bytesPerSecond;
    return 1;
  }

  private long readPiece() throws IOException {
    int piece = Math.clamp(bytesPerSecond / 5, PIECE_BYTES_MIN, PIECE_BYTES_MAX);
    try {
      long read = log.readOn(piece);
      if (read == 0) {
        read = snapshots.readOn(piece);
        damagedSnapshots.set(snapshots.damaged());
      }
      return read;
    } catch (DataRefusedException e) {
      if (e.reason() == DataRefusedException.Reason.DAMAGED) {
        throw DamageMark.put(disk, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** Since the start; any thread may ask. */
  public ConsensusMetrics.Scrub metrics() {
    return new ConsensusMetrics.Scrub(bytesRead.get(), passes.get(), damagedSnapshots.get());
  }

  @Override
  public void close() throws IOException {
    try (snapshots) {
      log.close();
    }
  }
}
