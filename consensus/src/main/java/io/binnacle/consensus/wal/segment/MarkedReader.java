package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Of format version 3: each write in sectors of its own, which carry its {@linkplain SectorMarks
 * mark}. A sector that a torn write did not reach is as it was before: zeros, or with a mark of the
 * segment that the file was before. Any other mark is damage, and so is a record whose sectors were
 * all written and that is not whole.
 */
final class MarkedReader extends SegmentReader {
  /** Why reading stopped. */
  private enum Stop {
    /** Behind the last record of a write. */
    BETWEEN_WRITES,
    /** In a record that goes on in sectors that are not of its write. */
    CUT_SHORT,
    /** In a record all of which was written. */
    DAMAGED
  }

  private static final int WINDOW_BYTES = 1 << 20;
  private static final int SECTOR = SectorMarks.SECTOR_BYTES;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(SECTOR).asReadOnlyBuffer();
  private static final int DATA_BYTES_FIRST = 128 * SectorMarks.DATA_BYTES;

  private final DiskFile file;
  private final long fileSize;
  private final long previousSequence;
  private final ByteBuffer window;
  private long windowStart;

  /** What the sectors of one write hold, without their marks. */
  private ByteBuffer data = ByteBuffer.allocate(DATA_BYTES_FIRST);

  /** Behind the sectors of the write that was read last. */
  private long writeEnd = SegmentHeader.BYTES;

  private Stop stop = Stop.BETWEEN_WRITES;
  private long @Nullable [] oldMarks;

  MarkedReader(DiskFile file, SegmentHeader header) throws IOException {
    super(header);
    this.file = file;
    this.fileSize = file.size();
    this.previousSequence = header.previousSequence();
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, Math.max(fileSize, 1)));
    this.window.limit(0);
  }

  @Override
  boolean readOn(Visitor visitor) throws IOException {
    long begin = offset;
    collect(begin);
    if (writeEnd == begin) {
      return false;
    }
    stop = readRecords(begin, visitor);
    if (stop == Stop.BETWEEN_WRITES) {
      offset = writeEnd;
    }
    return stop == Stop.BETWEEN_WRITES && !sealed;
  }

  /** The sectors from here on that have the mark of a write that begins here. */
  private void collect(long begin) throws IOException {
    long mark = SectorMarks.of(sequence, begin);
    data.clear();
    writeEnd = begin;
    while (isInWindow(writeEnd) && markAt(writeEnd) == mark) {
      if (data.remaining() < SectorMarks.DATA_BYTES) {
        data = ByteBuffer.allocate(data.capacity() * 2).put(data.flip());
      }
      int at = (int) (writeEnd - windowStart) + SectorMarks.MARK_BYTES;
      data.put(window.slice(at, SectorMarks.DATA_BYTES));
      writeEnd += SECTOR;
    }
    data.flip();
  }

  private Stop readRecords(long begin, Visitor visitor) throws IOException {
    while (data.hasRemaining() && data.getLong(data.position()) != 0) {
      int at = data.position();
      offset = placeOf(begin, at);
      if (data.remaining() < RecordCodec.HEADER_BYTES) {
        return Stop.CUT_SHORT;
      }
      int length = data.getInt(at);
      int typeCode = data.getInt(at + 4);
      RecordCodec.Type type = RecordCodec.Type.of(typeCode);
      if (type == null || !RecordCodec.isPlausible(length, typeCode, data.getInt(at + 8))) {
        return Stop.DAMAGED;
      }
      if (RecordCodec.sizeOnDisk(length) > data.remaining()) {
        return Stop.CUT_SHORT;
      }
      ByteBuffer payload = data.slice(at + RecordCodec.HEADER_BYTES, length);
      int storedCrc = data.getInt(at + 12);
      if (RecordCodec.chain(crc, length, typeCode, payload.duplicate(), null) != storedCrc) {
        return Stop.DAMAGED;
      }
      if (type == RecordCodec.Type.SEAL) {
        sealed = true;
        return Stop.BETWEEN_WRITES;
      }
      visitor.visit(type, payload, offset);
      crc = storedCrc;
      data.position(at + RecordCodec.sizeOnDisk(length));
    }
    // No record of a write is followed by more than the rest of its last sector.
    return data.remaining() < SectorMarks.DATA_BYTES ? Stop.BETWEEN_WRITES : Stop.DAMAGED;
  }

  /** Where in the segment a record is; the sector itself where it begins one. */
  private static long placeOf(long begin, int at) {
    int inSector = at % SectorMarks.DATA_BYTES;
    return begin
        + (long) at / SectorMarks.DATA_BYTES * SECTOR
        + (inSector == 0 ? 0 : SectorMarks.MARK_BYTES + inSector);
  }

  @Override
  public Rest examineRest() throws IOException {
    long usedEnd = stop == Stop.BETWEEN_WRITES ? offset : writeEnd;
    BatchMarker later = null;
    long at = writeEnd;
    for (; isInWindow(at); at += SECTOR) {
      if (!isAsBefore(at)) {
        usedEnd = at + SECTOR;
        later = later == null ? markerAt(at) : later;
      }
    }
    if (at == writeEnd && stop == Stop.CUT_SHORT) {
      // The file ends inside a sector.
      usedEnd = fileSize;
    }
    boolean looksTorn = stop != Stop.DAMAGED && (!isInWindow(writeEnd) || isAsBefore(writeEnd));
    return new Rest(usedEnd, later, looksTorn);
  }

  /** Whether no write to this segment has reached this sector. */
  private boolean isAsBefore(long at) throws IOException {
    if (!isInWindow(at)) {
      return false;
    }
    long mark = markAt(at);
    return mark == 0 ? isZero(at) : previousSequence >= 0 && isOld(mark);
  }

  private boolean isOld(long mark) {
    long[] marks = oldMarks;
    if (marks == null) {
      marks = SectorMarks.all(previousSequence, fileSize);
      oldMarks = marks;
    }
    return Arrays.binarySearch(marks, mark) >= 0;
  }

  private @Nullable BatchMarker markerAt(long at) {
    if (markAt(at) != SectorMarks.of(sequence, at)) {
      return null;
    }
    int start = (int) (at - windowStart) + SectorMarks.MARK_BYTES + RecordCodec.HEADER_BYTES;
    BatchMarker marker = BatchMarker.parse(window.slice(start, BatchMarker.PAYLOAD_BYTES));
    return marker != null && provesDamage(marker, at) ? marker : null;
  }

  /** Of a sector in the window. */
  private long markAt(long at) {
    return window.getLong((int) (at - windowStart));
  }

  private boolean isZero(long sector) {
    return window.slice((int) (sector - windowStart), SECTOR).mismatch(ZEROS.duplicate()) < 0;
  }

  /** Brings a sector into the window, if the file has the whole of it. */
  private boolean isInWindow(long sector) throws IOException {
    if (sector + SECTOR > fileSize) {
      return false;
    }
    if (sector < windowStart || sector + SECTOR > windowStart + window.limit()) {
      window.clear();
      windowStart = sector;
      file.read(window, sector);
      window.flip();
    }
    return sector + SECTOR <= windowStart + window.limit();
  }
}
