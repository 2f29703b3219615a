package io.binnacle.consensus.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of bytes, ordered as unsigned bytes (KV-05). It may be a slice that shares
 * its array with others, so nobody may write to an array after it was wrapped.
 */
public final class Bytes implements Comparable<Bytes> {
  private static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  public static Bytes empty() {
    return EMPTY;
  }

  /** Wraps without copying: the caller gives the array away. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /** Wraps part of an array without copying: the caller gives the array away. */
  public static Bytes wrap(byte[] array, int offset, int length) {
    Invariant.check(
        offset >= 0 && length >= 0 && length <= array.length - offset,
        "slice at %d of %d bytes is outside its array",
        offset,
        length);
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  /** The UTF-8 form of a text. */
  public static Bytes ofUtf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Copies what remains in the buffer and moves its position to its limit. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return wrap(copy);
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public byte byteAt(int index) {
    Invariant.check(index >= 0 && index < length, "byte %d of %d bytes", index, length);
    return array[offset + index];
  }

  /** A part that shares the array. */
  public Bytes slice(int from, int count) {
    Invariant.check(
        from >= 0 && count >= 0 && count <= length - from,
        "slice at %d of %d bytes is outside",
        from,
        count);
    return wrap(array, offset + from, count);
  }

  public Bytes concat(Bytes other) {
    byte[] joined = Arrays.copyOfRange(array, offset, offset + length + other.length);
    System.arraycopy(other.array, other.offset, joined, length, other.length);
    return wrap(joined);
  }

  public boolean startsWith(Bytes prefix) {
    return length >= prefix.length
        && Arrays.equals(
            array,
            offset,
            offset + prefix.length,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.length);
  }

  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** A read-only view. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    System.arraycopy(array, offset + from, target, targetOffset, count);
  }

  public void putInto(ByteBuffer target) {
    target.put(array, offset, length);
  }

  public String toUtf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  public void putInto(int from, int count, ByteBuffer target) {
    target.put(array, offset + from, count);
  }

  public void addTo(Checksum checksum) {
    checksum.update(array, offset, length);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** At most the first 32 bytes in hexadecimal: for messages, never for data. */
  @Override
  public String toString() {
    int shown = Math.min(length, 32);
    String hex = HexFormat.of().formatHex(array, offset, offset + shown);
    return shown == length ? hex : hex + "... (" + length + " bytes)";
  }
}
