package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Messages to objects as the same value looks in JSON. Of a field that occurs twice the last value
 * wins, and messages are merged, as protobuf wants it; fields that are not known are left out, as
 * Kubernetes does.
 */
final class MessageReader {
  /**
   * Two bytes can be a whole object here, three in JSON: without a limit of its own the same number
   * of bytes could ask for more memory.
   */
  private static final int VALUES_MAX = 1_000_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ReadLimits limits;
  private int values;

  MessageReader(ReadLimits limits) {
    this.limits = limits;
  }

  /** Adds the fields of the message to the target. */
  void read(WireCursor cursor, String message, ObjectNode target, int depth)
      throws MalformedTreeException {
    if (depth > limits.depthMax()) {
      throw new MalformedTreeException(
          "exceeded max depth: more than " + limits.depthMax() + " levels");
    }
    var fields = WireTable.get().fieldsOf(message);
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      WireField field = fields.get(WireCursor.fieldNumber(tag));
      int wireType = WireCursor.wireType(tag);
      if (field == null) {
        cursor.skip(wireType);
      } else if (wireType == field.wireType()) {
        readField(cursor, field, target, depth);
      } else if (field.repeated() && wireType == WireCursor.DELIMITED) {
        // Only numbers come here: all else is delimited by itself.
        readPacked(cursor.delimited(), field, listOf(target, field.name()));
      } else {
        throw WireCursor.malformed("field " + field.name() + " has the wrong wire type");
      }
    }
  }

  private void readField(WireCursor cursor, WireField field, ObjectNode target, int depth)
      throws MalformedTreeException {
    if (++values > VALUES_MAX) {
      throw new MalformedTreeException("more than " + VALUES_MAX + " values in one object");
    }
    if (field.inline()) {
      read(cursor.delimited(), field.message(), target, depth + 1);
    } else if (field.map()) {
      readEntry(cursor.delimited(), field, objectOf(target, field.name()), depth + 1);
    } else if (field.repeated()) {
      JsonNode item = value(cursor, field, null, depth + 1);
      if (item != null) {
        listOf(target, field.name()).add(item);
      }
    } else {
      JsonNode value = value(cursor, field, target.get(field.name()), depth);
      if (value == null || (field.drop() && isZero(value))) {
        target.remove(field.name());
      } else {
        target.set(field.name(), value);
      }
    }
  }

  /** Numbers of a list in one run, which every reader of protobuf has to understand. */
  private void readPacked(WireCursor run, WireField field, ArrayNode list)
      throws MalformedTreeException {
    while (!run.atEnd()) {
      if (++values > VALUES_MAX) {
        throw new MalformedTreeException("more than " + VALUES_MAX + " values in one object");
      }
      list.add(number(field.form(), run.varint()));
    }
  }

  private void readEntry(WireCursor entry, WireField field, ObjectNode map, int depth)
      throws MalformedTreeException {
    String key = "";
    JsonNode value = null;
    while (!entry.atEnd()) {
      int tag = entry.tag();
      int wireType = WireCursor.wireType(tag);
      int number = WireCursor.fieldNumber(tag);
      if (number == 1 && wireType == WireCursor.DELIMITED) {
        key = entry.text();
      } else if (number == 2 && wireType == field.form().wireType()) {
        value = value(entry, field, null, depth);
      } else {
        entry.skip(wireType);
      }
    }
    map.set(key, value == null ? absentIn(field) : value);
  }

  private static JsonNode absentIn(WireField map) {
    return switch (map.form()) {
      case MESSAGE, JSON -> NODES.objectNode();
      case TEXTS -> NODES.arrayNode();
      case BOOL -> BooleanNode.FALSE;
      case INT32, INT64, INT_OR_STRING -> LongNode.valueOf(0);
      case QUANTITY -> StringNode.valueOf("0");
      case TEXT, BYTES, TIME, MICRO_TIME -> StringNode.valueOf("");
    };
  }

  /** Null stands for a time that is not set, or JSON that is not there. */
  private @Nullable JsonNode value(
      WireCursor cursor, WireField field, @Nullable JsonNode before, int depth)
      throws MalformedTreeException {
    return switch (field.form()) {
      case BOOL, INT32, INT64 -> number(field.form(), cursor.varint());
      case TEXT -> StringNode.valueOf(cursor.text());
      case BYTES -> StringNode.valueOf(Base64.getEncoder().encodeToString(cursor.bytes()));
      case QUANTITY -> WrappedValues.quantity(cursor.delimited());
      case TIME -> WrappedValues.time(cursor.delimited(), false);
      case MICRO_TIME -> WrappedValues.time(cursor.delimited(), true);
      case INT_OR_STRING -> WrappedValues.intOrString(cursor.delimited());
      case JSON -> WrappedValues.json(cursor.delimited(), below(depth));
      case TEXTS -> WrappedValues.texts(cursor.delimited());
      case MESSAGE -> {
        ObjectNode object = before instanceof ObjectNode known ? known : NODES.objectNode();
        read(cursor.delimited(), field.message(), object, depth + 1);
        yield object;
      }
    };
  }

  private ReadLimits below(int depth) {
    return new ReadLimits(
        limits.bytesMax(),
        Math.max(1, limits.depthMax() - depth),
        limits.numberLengthMax(),
        limits.aliasNodesMax());
  }

  private static JsonNode number(WireForm form, long varint) {
    return switch (form) {
      case BOOL -> BooleanNode.valueOf(varint != 0);
      case INT32 -> LongNode.valueOf(WrappedValues.ofInt32(varint));
      case INT64, TEXT, BYTES, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING, JSON, TEXTS, MESSAGE ->
          LongNode.valueOf(varint);
    };
  }

  private static boolean isZero(JsonNode value) {
    return (value.isString() && value.stringValue().isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.longValue() == 0);
  }

  private static ArrayNode listOf(ObjectNode target, String name) {
    return target.get(name) instanceof ArrayNode known ? known : target.putArray(name);
  }

  private static ObjectNode objectOf(ObjectNode target, String name) {
    return target.get(name) instanceof ObjectNode known ? known : target.putObject(name);
  }
}
