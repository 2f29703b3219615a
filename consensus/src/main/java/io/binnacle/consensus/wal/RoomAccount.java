package io.binnacle.consensus.wal;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.wal.segment.RecordCodec;
import io.binnacle.consensus.wal.segment.SegmentLayout;
import io.binnacle.consensus.wire.EntryCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is on its way to the disk, and whether it finds its place there (WAL-25, WAL-26). While the
 * disk is not full, everything does, sooner or later. Kept by whoever submits and by the thread
 * that writes.
 */
final class RoomAccount {
  /** With more than this on its way to the disk, it should be given nothing new (RAFT-35). */
  private static final long WAITING_BYTES_MAX = 32L << 20;

  private final SegmentSupply supply;
  private final SegmentLayout layout;
  private final long reserveBytes;

  /** What they take if each becomes a write of its own, so at most. */
  private final AtomicLong waitingBytes = new AtomicLong();

  /** Of the segment that is written to. */
  private final AtomicLong segmentBytesLeft = new AtomicLong();

  RoomAccount(SegmentSupply supply, WriteAheadLog.Options options) {
    this.supply = supply;
    this.layout = SegmentLayout.of(options.formatVersion());
    this.reserveBytes = options.reserveBytes();
  }

  void submitted(long recordBytes) {
    waitingBytes.addAndGet(bytesOnDisk(recordBytes));
  }

  /**
   * @param bytes {@link #bytesOnDisk} of each, added up
   */
  void written(long bytes) {
    waitingBytes.addAndGet(-bytes);
  }

  void segmentHasLeft(long bytes) {
    segmentBytesLeft.set(bytes);
  }

  long waitingBytes() {
    return waitingBytes.get();
  }

  /**
   * A leader refuses a while before its followers have no place for what it sends: their disks may
   * be full as well, and their writes may have been smaller and more.
   */
  WriteAheadLog.Room room() {
    if (supply.hasRoom()) {
      return WriteAheadLog.Room.ENOUGH;
    }
    return hasPlaceFor(0, reserveBytes / 2)
        ? WriteAheadLog.Room.RELIEF_ONLY
        : WriteAheadLog.Room.NONE;
  }

  boolean hasPlaceFor(List<LogEntry> entries) {
    if (supply.hasRoom() || entries.isEmpty()) {
      return true;
    }
    long bytes = 0;
    for (LogEntry entry : entries) {
      bytes += RecordCodec.sizeOnDisk(EntryCodec.size(entry));
    }
    return hasPlaceFor(bytesOnDisk(bytes), reserveBytes / 4);
  }

  private boolean hasPlaceFor(long bytesOnDisk, long keptBack) {
    return waitingBytes.get() + bytesOnDisk + keptBack <= certain();
  }

  boolean isBehind() {
    long waits = waitingBytes.get();
    return waits >= WAITING_BYTES_MAX
        || (waits > 0 && !supply.hasSpare() && waits + reserveBytes / 2 > certain());
  }

  /** A batch goes into the open segment or into what is held, so the larger of them is certain. */
  private long certain() {
    return Math.max(segmentBytesLeft.get(), supply.bytesHeld());
  }

  /** Of a write of its own; what needs no record takes nothing. */
  long bytesOnDisk(long recordBytes) {
    return recordBytes == 0 ? 0 : SegmentWriter.bytesOnDisk(layout, recordBytes);
  }
}
