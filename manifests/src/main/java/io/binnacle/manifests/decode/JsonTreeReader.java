package io.binnacle.manifests.decode;

import io.binnacle.manifests.tree.TreeNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * JSON bytes to a tree (RFC 8259): UTF-8 only, one object, nothing behind it, bounded in every
 * direction. Of a name that occurs twice the last value wins, as in Kubernetes, and its path is
 * recorded.
 */
public final class JsonTreeReader {
  // Depth and numbers are bounded by ourselves, with our own words; these only stop Jackson from
  // being stricter than kube-apiserver, and the length of the document bounds names and texts.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000_000)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final ReadLimits limits;
  private final boolean mayHoldSurrogates;
  private final PathTrail trail = new PathTrail();

  private JsonTreeReader(JsonParser parser, ReadLimits limits, boolean mayHoldSurrogates) {
    this.parser = parser;
    this.limits = limits;
    this.mayHoldSurrogates = mayHoldSurrogates;
  }

  public static ReadTree read(byte[] json, ReadLimits limits) throws MalformedTreeException {
    checkBytes(json, limits);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return new JsonTreeReader(parser, limits, escapesSurrogates(json)).readDocument();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Any JSON value, for patches, which are lists as well. */
  public static JsonNode readValue(byte[] json, ReadLimits limits) throws MalformedTreeException {
    checkBytes(json, limits);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return new JsonTreeReader(parser, limits, escapesSurrogates(json)).readOneValue();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private ReadTree readDocument() throws MalformedTreeException {
    JsonNode value = readOneValue();
    if (value instanceof ObjectNode root) {
      return new ReadTree(root, trail.duplicates());
    }
    throw new MalformedTreeException("expected a JSON object, found " + TreeNames.kindOf(value));
  }

  private JsonNode readOneValue() throws MalformedTreeException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new MalformedTreeException("unexpected end of JSON input: the document is empty");
    }
    JsonNode value = readNode(first);
    if (parser.nextToken() != null) {
      throw new MalformedTreeException(
          "invalid JSON" + at(parser.currentTokenLocation()) + ": data after the top-level value");
    }
    return value;
  }

  private JsonNode readNode(JsonToken token) throws MalformedTreeException {
    return switch (token) {
      case START_OBJECT -> readObject();
      case START_ARRAY -> readArray();
      case VALUE_STRING -> StringNode.valueOf(wellFormed(parser.getString()));
      case VALUE_NUMBER_INT -> {
        checkNumberLength();
        // Nearly all numbers fit into 64 bits, and those need no text.
        yield switch (parser.getNumberType()) {
          case INT, LONG -> LongNode.valueOf(parser.getLongValue());
          case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Numbers.integer(parser.getString());
        };
      }
      case VALUE_NUMBER_FLOAT -> {
        checkNumberLength();
        yield Numbers.decimal(parser.getString());
      }
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.instance;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new MalformedTreeException("invalid JSON" + at(parser.currentTokenLocation()));
    };
  }

  private ObjectNode readObject() throws MalformedTreeException {
    enter();
    ObjectNode object = NODES.objectNode();
    String name;
    while ((name = parser.nextName()) != null) {
      name = wellFormed(name);
      trail.atField(name);
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedTreeException("unexpected end of JSON input");
      }
      if (object.replace(name, readNode(token)) != null) {
        trail.duplicate();
      }
    }
    trail.leave();
    return object;
  }

  private ArrayNode readArray() throws MalformedTreeException {
    enter();
    ArrayNode array = NODES.arrayNode();
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (token == null) {
        throw new MalformedTreeException("unexpected end of JSON input");
      }
      trail.atItem(array.size());
      array.add(readNode(token));
    }
    trail.leave();
    return array;
  }

  private void enter() throws MalformedTreeException {
    trail.enter();
    if (trail.depth() > limits.depthMax()) {
      throw new MalformedTreeException(
          "exceeded max depth: more than " + limits.depthMax() + " levels");
    }
  }

  private void checkNumberLength() throws MalformedTreeException {
    if (parser.getStringLength() > limits.numberLengthMax()) {
      throw new MalformedTreeException(
          "number with more than "
              + limits.numberLengthMax()
              + " digits"
              + at(parser.currentTokenLocation()));
    }
  }

  private String wellFormed(String text) {
    return mayHoldSurrogates ? TreeNames.withoutLoneSurrogates(text) : text;
  }

  private static void checkBytes(byte[] json, ReadLimits limits) throws MalformedTreeException {
    if (json.length > limits.bytesMax()) {
      throw new MalformedTreeException(
          "the document has " + json.length + " bytes, the limit is " + limits.bytesMax());
    }
    // Jackson would guess UTF-16 and UTF-32 from zeros at the beginning.
    for (int i = 0; i < Math.min(4, json.length); i++) {
      if (json[i] == 0) {
        throw new MalformedTreeException(
            "invalid character '\\x00' looking for beginning of value");
      }
    }
    checkUtf8(json);
  }

  /** Most documents are ASCII, which a plain loop finds out faster than a decoder. */
  public static void checkUtf8(byte[] bytes) throws MalformedTreeException {
    int at = 0;
    while (at < bytes.length && bytes[at] >= 0) {
      at++;
    }
    if (at == bytes.length) {
      return;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, bytes.length - at));
    } catch (CharacterCodingException _) {
      throw new MalformedTreeException("invalid UTF-8 in the document");
    }
  }

  /** Only an escape can bring half of a pair into a text, because the bytes are valid UTF-8. */
  private static boolean escapesSurrogates(byte[] json) {
    for (int i = 0; i + 2 < json.length; i++) {
      if (json[i] == '\\' && json[i + 1] == 'u' && (json[i + 2] | 0x20) == 'd') {
        return true;
      }
    }
    return false;
  }

  private static MalformedTreeException malformed(JacksonException e) {
    String message = e.getOriginalMessage();
    return new MalformedTreeException(
        "invalid JSON" + at(e.getLocation()) + (message == null ? "" : ": " + message));
  }

  private static String at(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 0
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
