package io.binnacle.manifests.convert.wire.cbor;

/** The numbers of RFC 8949, 3: the upper three bits of a head, and what the lower five can say. */
final class Major {
  static final int SHIFT = 5;
  static final int INFORMATION_MASK = 0x1f;

  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  /** The argument follows in one byte; the next three numbers say two, four and eight. */
  static final int ONE_BYTE = 24;

  static final int FIRST_RESERVED = 28;

  /** No length is given, or, alone, the end of what has none. */
  static final int INDEFINITE = 31;

  static final int FALSE = 20;
  static final int TRUE = 21;
  static final int NULL = 22;
  static final int FLOAT_16 = 25;
  static final int FLOAT_32 = 26;
  static final int FLOAT_64 = 27;

  private Major() {}

  /** The words that clients in Go know from their own decoder. */
  static String name(int major) {
    return switch (major) {
      case UNSIGNED -> "positive integer";
      case NEGATIVE -> "negative integer";
      case BYTES -> "byte string";
      case TEXT -> "UTF-8 text string";
      case ARRAY -> "array";
      case MAP -> "map";
      case TAG -> "tag";
      default -> "primitives";
    };
  }
}
