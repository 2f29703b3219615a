package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.base.Bytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Lays out the records of one write as they will lie in the file. Used again and again. */
public final class BatchBuffer {
  private static final int BYTES_FIRST = 64 << 10;
  private static final int RECORD_HEAD_BYTES = 64;
  private static final byte[] ZEROS = new byte[SectorMarks.SECTOR_BYTES];

  private final byte[] head = new byte[RECORD_HEAD_BYTES];
  private final ByteBuffer headBuffer = ByteBuffer.wrap(head);
  private ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES_FIRST);
  private long mark;

  /** In the sector that was begun last. */
  private int room;

  /**
   * Begins a write.
   *
   * @param recordBytesMax an upper bound of what all its records take
   * @param offset in the segment
   */
  public void begin(SegmentLayout layout, long recordBytesMax, long sequence, long offset) {
    long needed = layout.bytesOnDisk(recordBytesMax);
    if (bytes.capacity() < needed) {
      bytes = ByteBuffer.allocateDirect(Math.toIntExact(Long.highestOneBit(needed) * 2));
    }
    bytes.clear();
    mark = layout.markOf(sequence, offset);
    room = mark == 0 ? Integer.MAX_VALUE : 0;
  }

  /** For the first bytes of the next record's payload, 64 of them at most. */
  public ByteBuffer head() {
    return headBuffer.clear();
  }

  /**
   * Adds a record: what was put into {@link #head}, and the rest of its payload.
   *
   * @return its CRC, to chain the next one to
   */
  public int addRecord(RecordCodec.Type type, @Nullable Bytes rest, int previousCrc) {
    int headLength = headBuffer.position();
    int length = headLength + (rest == null ? 0 : rest.length());
    int crc = RecordCodec.chain(previousCrc, length, type.code, headBuffer.flip(), rest);
    putInts(length, type.code);
    putInts(RecordCodec.headerCheck(length, type.code), crc);
    put(head, headLength);
    if (rest != null) {
      putRest(rest);
    }
    int padding = RecordCodec.sizeOnDisk(length) - RecordCodec.HEADER_BYTES - length;
    if (padding > 0) {
      put(RecordCodec.PADDING[padding], padding);
    }
    return crc;
  }

  /** Everything, ready to be written. */
  public ByteBuffer finish() {
    if (mark != 0 && room > 0) {
      bytes.put(ZEROS, 0, room);
      room = 0;
    }
    return bytes.flip();
  }

  /** Records begin at multiples of 8, and so do sectors' ends: the two are never torn apart. */
  private void putInts(int first, int second) {
    beginSectorIfFull();
    bytes.putInt(first).putInt(second);
    room -= 2 * Integer.BYTES;
  }

  private void put(byte[] source, int length) {
    for (int from = 0; from < length; ) {
      beginSectorIfFull();
      int count = Math.min(length - from, room);
      bytes.put(source, from, count);
      room -= count;
      from += count;
    }
  }

  private void putRest(Bytes rest) {
    for (int from = 0; from < rest.length(); ) {
      beginSectorIfFull();
      int count = Math.min(rest.length() - from, room);
      rest.putInto(from, count, bytes);
      room -= count;
      from += count;
    }
  }

  private void beginSectorIfFull() {
    if (room == 0) {
      bytes.putLong(mark);
      room = SectorMarks.DATA_BYTES;
    }
  }
}
