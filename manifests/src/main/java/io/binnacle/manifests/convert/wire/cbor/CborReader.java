package io.binnacle.manifests.convert.wire.cbor;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.Numbers;
import io.binnacle.manifests.meta.Timestamp;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * CBOR bytes to a tree: one map, nothing behind it, bounded in every direction. What has no form in
 * JSON is refused, as kube-apiserver refuses it: names that are no texts or occur twice, integers
 * beyond 64 bits, numbers that are none, simple values other than true, false and null. Its texts
 * for these are kept.
 */
final class CborReader {
  private static final int TAG_TIME_TEXT = 0;
  private static final int TAG_TIME_NUMBER = 1;
  private static final int TAG_BIG_POSITIVE = 2;
  private static final int TAG_BIG_NEGATIVE = 3;
  private static final int TAG_BASE64_URL = 21;
  private static final int TAG_BASE64 = 22;
  private static final int TAG_BASE16 = 23;
  private static final int NO_ENCODING = -1;

  /** Seconds before the year 10000, and after the year 0. */
  private static final double EPOCH_SECOND_MAX = 253_402_300_799d;

  private static final double EPOCH_SECOND_MIN = -62_167_219_200d;

  private final CborCursor cursor;
  private final int depthMax;
  private int depth;

  /** Which tag says how byte strings are to be seen as texts. */
  private long laterEncoding = NO_ENCODING;

  private CborReader(CborCursor cursor, int depthMax) {
    this.cursor = cursor;
    this.depthMax = depthMax;
  }

  static ObjectNode read(byte[] document, DecodeLimits limits) throws MalformedManifestException {
    if (document.length > limits.bytesMax()) {
      throw new MalformedManifestException(
          "the document has " + document.length + " bytes, the limit is " + limits.bytesMax());
    }
    if (document.length == 0) {
      throw new MalformedManifestException("EOF");
    }
    CborCursor cursor = new CborCursor(document);
    JsonNode value = new CborReader(cursor, limits.depthMax()).value(cursor.head());
    cursor.requireEnd();
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new MalformedManifestException("cbor: the document is no map");
  }

  private JsonNode value(CborCursor.Head head) throws MalformedManifestException {
    return switch (head.major()) {
      case Major.UNSIGNED -> LongNode.valueOf(head.positive());
      case Major.NEGATIVE -> LongNode.valueOf(head.negative());
      case Major.BYTES -> StringNode.valueOf(bytesAsText(cursor.string(head)));
      case Major.TEXT -> StringNode.valueOf(CborCursor.utf8(cursor.string(head)));
      case Major.ARRAY -> array(head);
      case Major.MAP -> map(head);
      case Major.TAG -> tagged(head);
      default -> simple(head);
    };
  }

  private ArrayNode array(CborCursor.Head head) throws MalformedManifestException {
    enter();
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    long items = cursor.items(head, 1);
    for (long i = 0; i < items; i++) {
      CborCursor.Head item = cursor.head();
      if (item.isBreak() && head.isIndefinite()) {
        break;
      }
      array.add(value(item));
    }
    depth--;
    return array;
  }

  private ObjectNode map(CborCursor.Head head) throws MalformedManifestException {
    enter();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    long pairs = cursor.items(head, 2);
    for (long i = 0; i < pairs; i++) {
      CborCursor.Head key = cursor.head();
      if (key.isBreak() && head.isIndefinite()) {
        break;
      }
      String name = name(key);
      if (object.replace(name, value(cursor.head())) != null) {
        throw new MalformedManifestException(
            "cbor: found duplicate map key \"" + name + "\" at map element index " + i);
      }
    }
    depth--;
    return object;
  }

  private String name(CborCursor.Head head) throws MalformedManifestException {
    if (head.major() != Major.BYTES && head.major() != Major.TEXT) {
      throw new MalformedManifestException(
          "cbor: cannot unmarshal " + Major.name(head.major()) + " into Go value of type string");
    }
    return CborCursor.utf8(cursor.string(head));
  }

  private JsonNode tagged(CborCursor.Head head) throws MalformedManifestException {
    enter();
    long tag = head.argument();
    if (tag == TAG_BIG_POSITIVE || tag == TAG_BIG_NEGATIVE) {
      throw unaccepted("tag", "bignum");
    }
    long outer = laterEncoding;
    if (tag == TAG_BASE64_URL || tag == TAG_BASE64 || tag == TAG_BASE16) {
      laterEncoding = tag;
    }
    JsonNode content = value(cursor.head());
    laterEncoding = outer;
    depth--;
    if (tag == TAG_TIME_TEXT) {
      return timeOfText(content);
    }
    return tag == TAG_TIME_NUMBER ? timeOfNumber(content) : content;
  }

  private String bytesAsText(byte[] bytes) throws MalformedManifestException {
    if (laterEncoding == TAG_BASE64) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (laterEncoding == TAG_BASE64_URL) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
    return laterEncoding == TAG_BASE16 ? HexFormat.of().formatHex(bytes) : CborCursor.utf8(bytes);
  }

  private static JsonNode timeOfText(JsonNode content) throws MalformedManifestException {
    if (content.isString() && Timestamp.parse(content.stringValue()) != null) {
      return content;
    }
    throw new MalformedManifestException("cbor: the content of tag 0 is no RFC 3339 time");
  }

  private static JsonNode timeOfNumber(JsonNode content) throws MalformedManifestException {
    if (content.isNumber()) {
      double seconds = content.doubleValue();
      if (seconds >= EPOCH_SECOND_MIN && seconds <= EPOCH_SECOND_MAX) {
        long whole = (long) Math.floor(seconds);
        long nanoseconds = Math.round((seconds - whole) * 1e9);
        return StringNode.valueOf(Instant.ofEpochSecond(whole, nanoseconds).toString());
      }
    }
    throw new MalformedManifestException("cbor: the content of tag 1 is no time");
  }

  private JsonNode simple(CborCursor.Head head) throws MalformedManifestException {
    return switch (head.information()) {
      case Major.FALSE -> BooleanNode.FALSE;
      case Major.TRUE -> BooleanNode.TRUE;
      case Major.NULL -> NullNode.instance;
      case Major.FLOAT_16 -> floating(Float.float16ToFloat((short) head.argument()));
      case Major.FLOAT_32 -> floating(Float.intBitsToFloat((int) head.argument()));
      case Major.FLOAT_64 -> floating(Double.longBitsToDouble(head.argument()));
      case Major.INDEFINITE ->
          throw new MalformedManifestException("cbor: unexpected \"break\" code");
      default ->
          throw unaccepted("primitives", "simple value " + head.argument() + " is not recognized");
    };
  }

  private static JsonNode floating(double value) throws MalformedManifestException {
    if (Double.isNaN(value)) {
      throw unaccepted("primitives", "floating-point NaN");
    }
    if (Double.isInfinite(value)) {
      throw unaccepted("primitives", "floating-point infinity");
    }
    try {
      return Numbers.decimal(BigDecimal.valueOf(value).toString());
    } catch (MalformedTreeException e) {
      throw new MalformedManifestException(e.reason());
    }
  }

  private void enter() throws MalformedManifestException {
    if (++depth > depthMax) {
      throw new MalformedManifestException("cbor: exceeded max nested level " + depthMax);
    }
  }

  private static MalformedManifestException unaccepted(String type, String what) {
    return new MalformedManifestException(
        "cbor: data item of cbor type " + type + " is not accepted by protocol: " + what);
  }
}
