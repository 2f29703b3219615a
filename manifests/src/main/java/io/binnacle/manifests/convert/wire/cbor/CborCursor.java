package io.binnacle.manifests.convert.wire.cbor;

import io.binnacle.manifests.MalformedManifestException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A position in a document of CBOR: heads, and the strings that follow some of them. */
final class CborCursor {
  private final byte[] bytes;
  private int at;

  /**
   * The head of an item.
   *
   * @param information the lower five bits
   * @param argument unsigned; 0 where no length is given
   */
  record Head(int major, int information, long argument) {
    boolean isIndefinite() {
      return information == Major.INDEFINITE;
    }

    boolean isBreak() {
      return major == Major.SIMPLE && isIndefinite();
    }

    long positive() throws MalformedManifestException {
      if (argument < 0) {
        throw overflow(Long.toUnsignedString(argument));
      }
      return argument;
    }

    long negative() throws MalformedManifestException {
      if (argument < 0) {
        throw overflow("-1-" + Long.toUnsignedString(argument));
      }
      return ~argument;
    }

    private MalformedManifestException overflow(String value) {
      return new MalformedManifestException(
          "cbor: cannot unmarshal "
              + Major.name(major)
              + " into Go value of type int64 ("
              + value
              + " overflows Go's int64)");
    }
  }

  CborCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  Head head() throws MalformedManifestException {
    int initial = (int) unsigned(1);
    int major = initial >>> Major.SHIFT;
    int information = initial & Major.INFORMATION_MASK;
    if (information < Major.ONE_BYTE) {
      return new Head(major, information, information);
    }
    if (information < Major.FIRST_RESERVED) {
      return new Head(major, information, unsigned(1 << (information - Major.ONE_BYTE)));
    }
    boolean mayBeIndefinite =
        major != Major.UNSIGNED && major != Major.NEGATIVE && major != Major.TAG;
    if (information != Major.INDEFINITE || !mayBeIndefinite) {
      throw new MalformedManifestException(
          "cbor: invalid additional information " + information + " for type " + Major.name(major));
    }
    return new Head(major, information, 0);
  }

  /**
   * How many items an array has, or pairs a map; where no length is given, as many as there could
   * be.
   *
   * @param bytesEachMin so that nobody is believed who announces more than he sends
   */
  long items(Head head, int bytesEachMin) throws MalformedManifestException {
    if (head.isIndefinite()) {
      return Long.MAX_VALUE;
    }
    if (head.argument() < 0 || head.argument() > (bytes.length - at) / bytesEachMin) {
      throw unexpectedEnd();
    }
    return head.argument();
  }

  /** The content of a byte string or a text, which may come in pieces. */
  byte[] string(Head head) throws MalformedManifestException {
    if (!head.isIndefinite()) {
      return content(head);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Head piece = head(); !piece.isBreak(); piece = head()) {
      if (piece.major() != head.major() || piece.isIndefinite()) {
        throw new MalformedManifestException(
            "cbor: wrong element type "
                + Major.name(piece.major())
                + " for indefinite-length "
                + Major.name(head.major()));
      }
      byte[] content = content(piece);
      if (head.major() == Major.TEXT) {
        // No character may lie across two pieces (RFC 8949, 3.2.3).
        utf8(content);
      }
      all.writeBytes(content);
    }
    return all.toByteArray();
  }

  private byte[] content(Head head) throws MalformedManifestException {
    if (head.argument() < 0 || head.argument() > bytes.length - at) {
      throw unexpectedEnd();
    }
    at += (int) head.argument();
    return Arrays.copyOfRange(bytes, at - (int) head.argument(), at);
  }

  static String utf8(byte[] content) throws MalformedManifestException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException _) {
      throw new MalformedManifestException("cbor: invalid UTF-8 string");
    }
  }

  void requireEnd() throws MalformedManifestException {
    if (at < bytes.length) {
      throw new MalformedManifestException(
          "cbor: " + (bytes.length - at) + " bytes of extraneous data starting at index " + at);
    }
  }

  private long unsigned(int size) throws MalformedManifestException {
    if (size > bytes.length - at) {
      throw unexpectedEnd();
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = (value << Byte.SIZE) | (bytes[at++] & 0xff);
    }
    return value;
  }

  private static MalformedManifestException unexpectedEnd() {
    return new MalformedManifestException("unexpected EOF");
  }
}
