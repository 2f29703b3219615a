package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Of format version 2: records one behind the other, in room that was written with zeros before. So
 * zeros to the end of a sector are what a torn write did not reach.
 */
final class ContinuousReader extends SegmentReader {
  private static final int WINDOW_BYTES =
      RecordCodec.sizeOnDisk(Limits.WAL_RECORD_BYTES_MAX) + (1 << 20);

  private final DiskFile file;
  private final long fileSize;
  private final ByteBuffer window;
  private long windowStart;

  ContinuousReader(DiskFile file, SegmentHeader header) throws IOException {
    super(header);
    this.file = file;
    this.fileSize = file.size();
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, Math.max(fileSize, 1)));
    this.window.limit(0);
  }

  @Override
  boolean readOn(Visitor visitor) throws IOException {
    if (!isInWindow(offset, RecordCodec.HEADER_BYTES)) {
      return false;
    }
    int at = (int) (offset - windowStart);
    int length = window.getInt(at);
    int typeCode = window.getInt(at + 4);
    int storedCrc = window.getInt(at + 12);
    RecordCodec.Type type = RecordCodec.Type.of(typeCode);
    if (type == null
        || !RecordCodec.isPlausible(length, typeCode, window.getInt(at + 8))
        || !isInWindow(offset, RecordCodec.sizeOnDisk(length))) {
      return false;
    }
    at = (int) (offset - windowStart);
    ByteBuffer payload = window.slice(at + RecordCodec.HEADER_BYTES, length);
    if (RecordCodec.chain(crc, length, typeCode, payload.duplicate(), null) != storedCrc) {
      return false;
    }
    offset += RecordCodec.sizeOnDisk(length);
    if (type == RecordCodec.Type.SEAL) {
      sealed = true;
      return false;
    }
    visitor.visit(type, payload, offset - RecordCodec.sizeOnDisk(length));
    crc = storedCrc;
    return true;
  }

  /** Brings a range of the file into the window, if the file reaches that far. */
  private boolean isInWindow(long from, int count) throws IOException {
    if (from + count > fileSize) {
      return false;
    }
    if (from < windowStart || from + count > windowStart + window.limit()) {
      window.clear();
      windowStart = from;
      file.read(window, from);
      window.flip();
    }
    return from + count <= windowStart + window.limit();
  }

  @Override
  public Rest examineRest() throws IOException {
    long lastNonZero = -1;
    BatchMarker later = null;
    for (long at = offset; at + Long.BYTES <= fileSize; at += Long.BYTES) {
      if (!isInWindow(at, Long.BYTES)) {
        break;
      }
      if (window.getLong((int) (at - windowStart)) != 0) {
        lastNonZero = at;
        later = later == null ? markerAt(at) : later;
      }
    }
    long usedEnd = lastNonZero < 0 ? offset : lastNonZero + Long.BYTES;
    return new Rest(usedEnd, later, looksTorn(usedEnd));
  }

  private @Nullable BatchMarker markerAt(long at) throws IOException {
    if (!isInWindow(at, RecordCodec.HEADER_BYTES + BatchMarker.PAYLOAD_BYTES)) {
      return null;
    }
    int start = (int) (at - windowStart);
    BatchMarker marker =
        BatchMarker.parse(
            window.slice(start + RecordCodec.HEADER_BYTES, BatchMarker.PAYLOAD_BYTES));
    return marker != null && provesDamage(marker, at) ? marker : null;
  }

  private boolean looksTorn(long usedEnd) throws IOException {
    // The header itself may be torn between two sectors, with nothing behind it.
    long end = Math.max(usedEnd, offset + RecordCodec.HEADER_BYTES);
    if (isInWindow(offset, RecordCodec.HEADER_BYTES)) {
      int at = (int) (offset - windowStart);
      int length = window.getInt(at);
      if (RecordCodec.isPlausible(length, window.getInt(at + 4), window.getInt(at + 8))) {
        end = offset + RecordCodec.sizeOnDisk(length);
      }
    }
    if (end > fileSize || offset + RecordCodec.HEADER_BYTES > fileSize) {
      return true;
    }
    long sectorEnd;
    for (long from = offset; from < end; from = sectorEnd) {
      // Up to the end of the sector, not of the record: a disk writes whole sectors, so one that
      // holds anything of a record behind this one was written, whatever this one lacks in it.
      sectorEnd = Math.min(fileSize, (from / SECTOR_BYTES + 1) * SECTOR_BYTES);
      if (isZero(from, sectorEnd)) {
        return true;
      }
    }
    return false;
  }

  private static final int SECTOR_BYTES = 512;

  private boolean isZero(long from, long to) throws IOException {
    for (long at = from; at < to; at += Long.BYTES) {
      if (isInWindow(at, Long.BYTES) && window.getLong((int) (at - windowStart)) != 0) {
        return false;
      }
    }
    return true;
  }
}
