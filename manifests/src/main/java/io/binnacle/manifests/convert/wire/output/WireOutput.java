package io.binnacle.manifests.convert.wire.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects a message from its end to its beginning, so that the length of what is inside is known
 * when it is to be written.
 */
public final class WireOutput {
  private static final int CAPACITY_FIRST = 1024;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;

  private byte[] bytes = new byte[CAPACITY_FIRST];
  private int start = CAPACITY_FIRST;

  /** How much was written. */
  public int length() {
    return bytes.length - start;
  }

  public void varint(long value) {
    int size = sizeOf(value);
    int at = before(size);
    long rest = value;
    for (int i = 0; i < size - 1; i++) {
      bytes[at + i] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[at + size - 1] = (byte) rest;
  }

  public static int sizeOf(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  /** A whole field of numbers. */
  public void numberField(int number, long value) {
    varint(value);
    tag(number, VARINT);
  }

  /** A whole field of a number with a fraction. */
  public void doubleField(int number, double value) {
    byte[] content = new byte[Long.BYTES];
    long bits = Double.doubleToLongBits(value);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (bits >>> (Byte.SIZE * i));
    }
    raw(content);
    tag(number, FIXED_64);
  }

  public void textField(int number, String text) {
    bytesField(number, text.getBytes(StandardCharsets.UTF_8));
  }

  public void bytesField(int number, byte[] content) {
    raw(content);
    varint(content.length);
    tag(number, DELIMITED);
  }

  /** Puts length and tag before everything since the length was this. */
  public void closeField(int number, int lengthBefore) {
    varint(length() - (long) lengthBefore);
    tag(number, DELIMITED);
  }

  public void raw(byte[] content) {
    int at = before(content.length);
    System.arraycopy(content, 0, bytes, at, content.length);
  }

  public byte[] take() {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  private void tag(int number, int wireType) {
    varint(((long) number << 3) | wireType);
  }

  private int before(int count) {
    if (count > start) {
      int length = length();
      byte[] larger = new byte[Math.max(2 * bytes.length, length + count)];
      System.arraycopy(bytes, start, larger, larger.length - length, length);
      start = larger.length - length;
      bytes = larger;
    }
    start -= count;
    return start;
  }
}
