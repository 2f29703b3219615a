package io.binnacle.consensus.wire;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts fields into a buffer; without one it only counts, so that the size of a message and its form
 * cannot disagree.
 */
final class WireWriter {
  private final @Nullable ByteBuffer target;
  private int size;

  private WireWriter(@Nullable ByteBuffer target) {
    this.target = target;
  }

  static WireWriter counting() {
    return new WireWriter(null);
  }

  static WireWriter into(ByteBuffer target) {
    return new WireWriter(target);
  }

  int size() {
    return size;
  }

  WireWriter putByte(int value) {
    if (target != null) {
      target.put((byte) value);
    }
    size += 1;
    return this;
  }

  WireWriter putBoolean(boolean value) {
    return putByte(value ? 1 : 0);
  }

  WireWriter putInt(int value) {
    if (target != null) {
      target.putInt(value);
    }
    size += Integer.BYTES;
    return this;
  }

  WireWriter putLong(long value) {
    if (target != null) {
      target.putLong(value);
    }
    size += Long.BYTES;
    return this;
  }

  WireWriter putPosition(LogPosition position) {
    return putLong(position.index()).putLong(position.term());
  }

  WireWriter putProposalId(ProposalId id) {
    return putLong(id.memberId()).putLong(id.sequence());
  }

  WireWriter putBytes(Bytes bytes) {
    putInt(bytes.length());
    if (target != null) {
      bytes.putInto(target);
    }
    size += bytes.length();
    return this;
  }
}
