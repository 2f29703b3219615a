package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.meta.Timestamp;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/** Messages that are one value in JSON. */
final class WrappedValues {
  /** The years 1 to 9999, which is what RFC 3339 can say. */
  private static final long EPOCH_SECOND_MIN = -62_135_596_800L;

  private static final long EPOCH_SECOND_MAX = 253_402_300_799L;
  private static final long NANOSECONDS_PER_SECOND = 1_000_000_000L;
  private static final int IS_TEXT = 1;

  private WrappedValues() {}

  /** Field 1 is the text. */
  static JsonNode quantity(WireCursor cursor) throws MalformedTreeException {
    String text = "";
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      if (is(tag, 1, WireCursor.DELIMITED)) {
        text = cursor.text();
      } else {
        cursor.skip(WireCursor.wireType(tag));
      }
    }
    return StringNode.valueOf(text.isEmpty() ? "0" : text);
  }

  /** Field 1 is the seconds, 2 the nanoseconds; a message without fields is a time not set. */
  static @Nullable JsonNode time(WireCursor cursor, boolean micro) throws MalformedTreeException {
    if (cursor.atEnd()) {
      return null;
    }
    long second = 0;
    long nanosecond = 0;
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      if (is(tag, 1, WireCursor.VARINT)) {
        second = cursor.varint();
      } else if (is(tag, 2, WireCursor.VARINT)) {
        nanosecond = cursor.varint();
      } else {
        cursor.skip(WireCursor.wireType(tag));
      }
    }
    if (second < EPOCH_SECOND_MIN
        || second > EPOCH_SECOND_MAX
        || nanosecond < 0
        || nanosecond >= NANOSECONDS_PER_SECOND) {
      throw WireCursor.malformed("a time is out of range");
    }
    return StringNode.valueOf(
        micro
            ? Timestamp.ofEpochMicrosecond(second * 1_000_000L + nanosecond / 1_000L)
            : Timestamp.ofEpochSecond(second));
  }

  /** Field 1 says which of the two it is, 2 is the number, 3 the text. */
  static JsonNode intOrString(WireCursor cursor) throws MalformedTreeException {
    long which = 0;
    long number = 0;
    String text = "";
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      if (is(tag, 1, WireCursor.VARINT)) {
        which = cursor.varint();
      } else if (is(tag, 2, WireCursor.VARINT)) {
        number = cursor.varint();
      } else if (is(tag, 3, WireCursor.DELIMITED)) {
        text = cursor.text();
      } else {
        cursor.skip(WireCursor.wireType(tag));
      }
    }
    return which == IS_TEXT ? StringNode.valueOf(text) : LongNode.valueOf(ofInt32(number));
  }

  /** Field 1 is the bytes. */
  static @Nullable JsonNode json(WireCursor cursor, ReadLimits limits)
      throws MalformedTreeException {
    JsonNode value = null;
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      if (!is(tag, 1, WireCursor.DELIMITED)) {
        cursor.skip(WireCursor.wireType(tag));
        continue;
      }
      byte[] content = cursor.bytes();
      value = content.length == 0 ? null : JsonTreeReader.readValue(content, limits);
    }
    return value;
  }

  /** Field 1 is the texts. */
  static ArrayNode texts(WireCursor cursor) throws MalformedTreeException {
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      if (is(tag, 1, WireCursor.DELIMITED)) {
        texts.add(cursor.text());
      } else {
        cursor.skip(WireCursor.wireType(tag));
      }
    }
    return texts;
  }

  /** What an int32 is whose varint has more bits than it should: the others do not count. */
  static long ofInt32(long varint) {
    return varint << 32 >> 32;
  }

  private static boolean is(int tag, int number, int wireType) {
    return WireCursor.fieldNumber(tag) == number && WireCursor.wireType(tag) == wireType;
  }
}
