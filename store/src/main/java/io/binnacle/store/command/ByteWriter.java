package io.binnacle.store.command;

import io.binnacle.consensus.base.Bytes;
import java.util.Arrays;

/** A growing array with variable-length numbers: seven bits a byte, lowest first. */
final class ByteWriter {
  private byte[] array;
  private int length;

  ByteWriter(int capacity) {
    array = new byte[capacity];
  }

  void putByte(int value) {
    reserve(1);
    array[length++] = (byte) value;
  }

  void putNumber(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[length++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  void putBytes(Bytes bytes) {
    putNumber(bytes.length());
    reserve(bytes.length());
    bytes.copyTo(array, length);
    length += bytes.length();
  }

  /** Gives the array away: nothing may be written afterwards. */
  Bytes toBytes() {
    return Bytes.wrap(array, 0, length);
  }

  private void reserve(int count) {
    if (array.length - length < count) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + count));
    }
  }
}
