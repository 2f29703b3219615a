package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.base.Bytes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The layout of one record: a header of 16 bytes, the payload, and up to the next multiple of 8
 * zeros that end in one byte that is none (readers skip them all).
 *
 * <pre>
 * int length of the payload | int type | int check of the first two | int chained CRC32C | payload
 * </pre>
 *
 * The CRC covers the previous record's CRC, length, type and payload, so that a lost, swapped or
 * repeated record is found (WAL-01). The header has a check of its own, so that a damaged length
 * sends no reader astray. A header of zeros is the end: of the segment, or since format version 3
 * of the write. The last byte of the padding is there for the sector that a record ends in, in
 * version 2: it is not all zeros, so that zeros in it are what a torn write left and not what the
 * payload happened to end with.
 */
public final class RecordCodec {
  public static final int HEADER_BYTES = 16;
  static final int ALIGNMENT = 8;

  /** By their length. */
  static final byte[][] PADDING = paddings();

  private static final byte END_OF_PADDING = 0x0A;

  private static final int HEADER_CHECK_SALT = 0x5EA1_0F0D;

  private RecordCodec() {}

  private static byte[][] paddings() {
    byte[][] paddings = new byte[ALIGNMENT][];
    for (int length = 0; length < ALIGNMENT; length++) {
      paddings[length] = new byte[length];
      if (length > 0) {
        paddings[length][length - 1] = END_OF_PADDING;
      }
    }
    return paddings;
  }

  public static int sizeOnDisk(int payloadLength) {
    int size = HEADER_BYTES + payloadLength;
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static int headerCheck(int length, int type) {
    return (length * 31 + type) ^ HEADER_CHECK_SALT;
  }

  /** Whether these could be the first fields of a record. */
  static boolean isPlausible(int length, int type, int check) {
    return check == headerCheck(length, type)
        && length >= 0
        && length <= Limits.WAL_RECORD_BYTES_MAX;
  }

  static int chain(
      int previousCrc, int length, int type, ByteBuffer payload, @Nullable Bytes restOfPayload) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(3 * Integer.BYTES)
            .putInt(previousCrc)
            .putInt(length)
            .putInt(type)
            .flip());
    crc.update(payload);
    if (restOfPayload != null) {
      restOfPayload.addTo(crc);
    }
    return (int) crc.getValue();
  }

  /** The kinds of records; the codes are on disk for ever. */
  public enum Type {
    /** Opens what was written at once and says how far the segment was durable before. */
    BATCH(1),
    ENTRY(2),
    HARD_STATE(3),
    SNAPSHOT(4),
    /**
     * The last of a segment, since format version 2: the next segment is on disk. So one that is
     * missing at the end is noticed like any other (WAL-03). No record's checksum is chained to it.
     */
    SEAL(5);

    final int code;

    Type(int code) {
      this.code = code;
    }

    static @Nullable Type of(int code) {
      return switch (code) {
        case 1 -> BATCH;
        case 2 -> ENTRY;
        case 3 -> HARD_STATE;
        case 4 -> SNAPSHOT;
        case 5 -> SEAL;
        default -> null;
      };
    }
  }
}
