package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.decode.MalformedTreeException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of one message: the tag first, then what it says is there. Never leaves the
 * message, whatever lengths the bytes claim.
 */
final class WireCursor {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int DELIMITED = 2;
  static final int FIXED_32 = 5;

  private static final int VARINT_BYTES_MAX = 10;

  private final byte[] bytes;
  private final int end;
  private int position;

  private WireCursor(byte[] bytes, int position, int end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  static WireCursor over(byte[] bytes, int from) {
    return new WireCursor(bytes, from, bytes.length);
  }

  boolean atEnd() {
    return position == end;
  }

  /** The number of the next field times eight, and its wire type. */
  int tag() throws MalformedTreeException {
    long tag = varint();
    if (tag < 8 || tag > Integer.MAX_VALUE) {
      throw malformed("a field number is out of range");
    }
    return (int) tag;
  }

  static int fieldNumber(int tag) {
    return tag >>> 3;
  }

  static int wireType(int tag) {
    return tag & 7;
  }

  long varint() throws MalformedTreeException {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      if (position == end) {
        throw malformed("it ends in the middle of a number");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than " + VARINT_BYTES_MAX + " bytes");
  }

  /** The content of a field of wire type {@link #DELIMITED}. */
  WireCursor delimited() throws MalformedTreeException {
    int length = length();
    WireCursor inner = new WireCursor(bytes, position, position + length);
    position += length;
    return inner;
  }

  String text() throws MalformedTreeException {
    int length = length();
    ByteBuffer content = ByteBuffer.wrap(bytes, position, length);
    position += length;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
    } catch (CharacterCodingException _) {
      throw malformed("a text is no UTF-8");
    }
  }

  byte[] bytes() throws MalformedTreeException {
    int length = length();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** Goes past the value of a field that nobody asks for. */
  void skip(int wireType) throws MalformedTreeException {
    switch (wireType) {
      case VARINT -> varint();
      case DELIMITED -> delimited();
      case FIXED_64 -> advance(8);
      case FIXED_32 -> advance(4);
      default -> throw malformed("wire type " + wireType + " is not known");
    }
  }

  private void advance(int count) throws MalformedTreeException {
    if (count > end - position) {
      throw malformed("it ends in the middle of a number");
    }
    position += count;
  }

  private int length() throws MalformedTreeException {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw malformed("a length goes past the end");
    }
    return (int) length;
  }

  static MalformedTreeException malformed(String what) {
    return new MalformedTreeException("invalid protobuf: " + what);
  }
}
