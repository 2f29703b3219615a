package io.binnacle.store.command;

import io.binnacle.consensus.base.Bytes;

/** Reads what {@link ByteWriter} wrote; every length is checked against what is left. */
final class ByteReader {
  private final Bytes source;
  private int position;

  ByteReader(Bytes source) {
    this.source = source;
  }

  int remaining() {
    return source.length() - position;
  }

  int readByte() {
    if (position >= source.length()) {
      throw new MalformedCommandException("command ends inside a field");
    }
    return source.byteAt(position++) & 0xff;
  }

  long readNumber() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedCommandException("number is longer than ten bytes");
  }

  /** A number that stands for a revision or a version. */
  long readPositive() {
    long value = readNumber();
    if (value < 0) {
      throw new MalformedCommandException("number is negative");
    }
    return value;
  }

  int readCount(int max) {
    long count = readNumber();
    if (count < 0 || count > max) {
      throw new MalformedCommandException("count is above " + max);
    }
    return (int) count;
  }

  /** A slice that shares the source's array. */
  Bytes readBytes() {
    int count = readCount(Integer.MAX_VALUE);
    if (count > remaining()) {
      throw new MalformedCommandException("field is longer than the command");
    }
    Bytes slice = source.slice(position, count);
    position += count;
    return slice;
  }
}
