package io.binnacle.consensus.transport;

import io.binnacle.consensus.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The first frame on a connection: who is calling, and whom it means to reach (WAL-27). It is
 * answered with {@link Answer} before anything else is read.
 */
record Hello(long clusterId, long from, long to, Lane lane) {
  /** A connection of its own for what is large, so that heartbeats never wait behind it. */
  enum Lane {
    MESSAGES,
    SNAPSHOTS
  }

  static final int BYTES_MAX = 512;
  private static final long MAGIC = 0x424E_434C_5045_4552L; // "BNCLPEER"
  private static final int PROTOCOL_VERSION = 1;
  private static final int UNDERSTOOD_BITS = 0;
  private static final int BYTES = 44;
  private static final int REASON_CHARS_MAX = 200;

  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC).putInt(PROTOCOL_VERSION).putInt(0);
    buffer.putLong(clusterId).putLong(from).putLong(to).putInt(lane == Lane.MESSAGES ? 0 : 1);
    return buffer.array();
  }

  static Hello decode(ByteBuffer buffer) throws MalformedException {
    checkStart(buffer, BYTES);
    Hello hello =
        new Hello(
            buffer.getLong(),
            buffer.getLong(),
            buffer.getLong(),
            buffer.getInt() == 0 ? Lane.MESSAGES : Lane.SNAPSHOTS);
    return hello;
  }

  private static void checkStart(ByteBuffer buffer, int bytesMin) throws MalformedException {
    if (buffer.remaining() < bytesMin || buffer.getLong() != MAGIC) {
      throw new MalformedException("what is there does not speak this protocol");
    }
    int version = buffer.getInt();
    int mustUnderstand = buffer.getInt();
    if (version != PROTOCOL_VERSION || (mustUnderstand & ~UNDERSTOOD_BITS) != 0) {
      throw new MalformedException(
          String.format(
              Locale.ROOT,
              "protocol version %d with features 0x%x, this member speaks version %d",
              version,
              mustUnderstand,
              PROTOCOL_VERSION));
    }
  }

  /**
   * @param refusal empty where the caller is welcome
   */
  record Answer(String refusal) {
    byte[] encode() {
      String shortened =
          refusal.length() <= REASON_CHARS_MAX ? refusal : refusal.substring(0, REASON_CHARS_MAX);
      byte[] text = shortened.getBytes(StandardCharsets.UTF_8);
      ByteBuffer buffer = ByteBuffer.allocate(16 + text.length);
      buffer.putLong(MAGIC).putInt(PROTOCOL_VERSION).putInt(0).put(text);
      return buffer.array();
    }

    static Answer decode(ByteBuffer buffer) throws MalformedException {
      checkStart(buffer, 16);
      return new Answer(StandardCharsets.UTF_8.decode(buffer).toString());
    }
  }
}
