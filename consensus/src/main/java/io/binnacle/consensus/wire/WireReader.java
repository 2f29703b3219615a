package io.binnacle.consensus.wire;

import io.binnacle.consensus.base.Bytes;
import java.nio.ByteBuffer;

/** Takes fields off a buffer and checks each against what is left. */
public final class WireReader {
  private final ByteBuffer source;

  public WireReader(ByteBuffer source) {
    this.source = source;
  }

  long readLong() throws MalformedException {
    require(Long.BYTES);
    return source.getLong();
  }

  /** A long that is an index, a term or a count. */
  long readNatural() throws MalformedException {
    long value = readLong();
    if (value < 0) {
      throw new MalformedException("a negative number: " + value);
    }
    return value;
  }

  int readInt() throws MalformedException {
    require(Integer.BYTES);
    return source.getInt();
  }

  byte readByte() throws MalformedException {
    require(1);
    return source.get();
  }

  boolean readBoolean() throws MalformedException {
    byte value = readByte();
    if (value != 0 && value != 1) {
      throw new MalformedException("neither true nor false: " + value);
    }
    return value == 1;
  }

  /** A number of elements that each take at least this many bytes. */
  int readCount(int elementBytesMin) throws MalformedException {
    int count = readInt();
    if (count < 0 || (long) count * elementBytesMin > source.remaining()) {
      throw new MalformedException(
          count + " elements do not fit in " + source.remaining() + " bytes");
    }
    return count;
  }

  Bytes readBytes() throws MalformedException {
    int length = readCount(1);
    return copyOf(length);
  }

  Bytes readRemaining() {
    return copyOf(source.remaining());
  }

  int remaining() {
    return source.remaining();
  }

  void requireEnd() throws MalformedException {
    if (source.hasRemaining()) {
      throw new MalformedException(source.remaining() + " bytes too many");
    }
  }

  private Bytes copyOf(int length) {
    byte[] copy = new byte[length];
    source.get(copy);
    return Bytes.wrap(copy);
  }

  private void require(int count) throws MalformedException {
    if (source.remaining() < count) {
      throw new MalformedException("ends " + (count - source.remaining()) + " bytes too early");
    }
  }
}
