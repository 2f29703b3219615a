package io.binnacle.consensus.wal.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first record of everything that is written at once: the durable hint of WAL-12. It checks
 * itself beside the chain, and it names its own place, so that one found behind a damaged record
 * proves how much had been durable when it was written.
 *
 * @param sequence of the segment it is in
 * @param offset of its record in the segment
 * @param durableOffset everything in the segment before it was durable when this was written
 */
public record BatchMarker(long sequence, long offset, long durableOffset) {
  public static final int PAYLOAD_BYTES = 40;

  private static final long MAGIC = 0x424E_434C_4241_5443L;

  public void putInto(ByteBuffer target) {
    int start = target.position();
    target.putLong(MAGIC).putLong(sequence).putLong(offset).putLong(durableOffset);
    target.putInt(check(target.slice(start, PAYLOAD_BYTES - 8))).putInt(0);
  }

  /** The marker whose payload begins at the buffer's position, if there is a whole one. */
  public static @Nullable BatchMarker parse(ByteBuffer payload) {
    if (payload.remaining() < PAYLOAD_BYTES) {
      return null;
    }
    int start = payload.position();
    boolean whole =
        payload.getLong(start) == MAGIC
            && payload.getInt(start + PAYLOAD_BYTES - 8)
                == check(payload.slice(start, PAYLOAD_BYTES - 8));
    return whole
        ? new BatchMarker(
            payload.getLong(start + 8), payload.getLong(start + 16), payload.getLong(start + 24))
        : null;
  }

  private static int check(ByteBuffer fields) {
    CRC32C crc = new CRC32C();
    crc.update(fields);
    return (int) crc.getValue();
  }
}
