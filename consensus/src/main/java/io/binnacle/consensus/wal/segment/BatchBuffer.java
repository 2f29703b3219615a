package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.base.Bytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Lays out the records of one write as they will lie in the file. Used again and again. */
public final class BatchBuffer {
  private static final int BYTES_FIRST = 64 << 10;
  private static final int PAYLOAD_HEAD_BYTES = 64;
  private static final byte[] ZEROS = new byte[SectorMarks.SECTOR_BYTES];

  /** A record's header, and the first bytes of its payload. */
  private final byte[] head = new byte[RecordCodec.HEADER_BYTES + PAYLOAD_HEAD_BYTES];

  private final ByteBuffer header = ByteBuffer.wrap(head);
  private final ByteBuffer payloadHead = header.slice(RecordCodec.HEADER_BYTES, PAYLOAD_HEAD_BYTES);
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
    return payloadHead.clear();
  }

  /**
   * Adds a record: what was put into {@link #head}, and the rest of its payload.
   *
   * @return its CRC, to chain the next one to
   */
  public int addRecord(RecordCodec.Type type, @Nullable Bytes rest, int previousCrc) {
    int headLength = payloadHead.position();
    int length = headLength + (rest == null ? 0 : rest.length());
    int crc = RecordCodec.chain(previousCrc, length, type.code, payloadHead.flip(), rest);
    header.putInt(0, length).putInt(4, type.code);
    header.putInt(8, RecordCodec.headerCheck(length, type.code)).putInt(12, crc);
    put(head, RecordCodec.HEADER_BYTES + headLength);
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
