package io.binnacle.store.comparison;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Revision;
import io.binnacle.store.command.MalformedCommandException;
import io.binnacle.store.mvcc.StateDigest;
import java.nio.ByteBuffer;

/**
 * The binary form of a {@link StateCheck}: the header of the store's other commands and a kind of
 * its own, then numbers of eight bytes, the most significant first.
 */
public final class StateCheckCodec {
  private static final int MAGIC = 'B' << 8 | 'C';
  private static final byte FORMAT_VERSION = 1;
  private static final byte NO_BITS = 0;
  private static final byte KIND_COMPARE = 6;
  private static final byte KIND_REPORT = 7;
  private static final int HEADER_BYTES = 5;
  private static final int REPORT_BYTES = HEADER_BYTES + 6 * Long.BYTES;

  private StateCheckCodec() {}

  public static Bytes encode(StateCheck check) {
    ByteBuffer buffer =
        ByteBuffer.allocate(check instanceof StateCheck.Report ? REPORT_BYTES : HEADER_BYTES);
    buffer.putShort((short) MAGIC).put(FORMAT_VERSION).put(NO_BITS);
    switch (check) {
      case StateCheck.Compare _ -> buffer.put(KIND_COMPARE);
      case StateCheck.Report(long memberId, long comparedIndex, StateDigest digest) ->
          buffer
              .put(KIND_REPORT)
              .putLong(memberId)
              .putLong(comparedIndex)
              .putLong(digest.revision().number())
              .putLong(digest.compactRevision().number())
              .putLong(digest.rollingHash())
              .putLong(digest.retainedHash());
    }
    return Bytes.wrap(buffer.array());
  }

  /**
   * @throws MalformedCommandException and nothing else, whatever the bytes are
   */
  public static StateCheck decode(Bytes command) {
    if (command.length() != HEADER_BYTES && command.length() != REPORT_BYTES) {
      throw new MalformedCommandException("a state check of " + command.length() + " bytes");
    }
    ByteBuffer buffer = command.asByteBuffer();
    if (buffer.getShort() != MAGIC) {
      throw new MalformedCommandException("not a command of the store");
    }
    int version = buffer.get();
    int bits = buffer.get();
    if (version != FORMAT_VERSION || bits != NO_BITS) {
      throw new MalformedCommandException(
          "format version " + version + " with feature bits " + bits + " is not known");
    }
    int kind = buffer.get();
    if (kind == KIND_COMPARE && !buffer.hasRemaining()) {
      return new StateCheck.Compare();
    }
    if (kind == KIND_REPORT && buffer.hasRemaining()) {
      return new StateCheck.Report(
          buffer.getLong(),
          buffer.getLong(),
          new StateDigest(revision(buffer), revision(buffer), buffer.getLong(), buffer.getLong()));
    }
    throw new MalformedCommandException(
        "a state check of kind " + kind + " and " + command.length() + " bytes is not known");
  }

  private static Revision revision(ByteBuffer buffer) {
    long number = buffer.getLong();
    if (number < 0) {
      throw new MalformedCommandException("revision " + number);
    }
    return new Revision(number);
  }
}
