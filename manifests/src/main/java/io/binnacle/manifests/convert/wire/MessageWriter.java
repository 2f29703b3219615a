package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.convert.wire.output.WireOutput;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects to messages: the other direction of {@link MessageReader}. What is null or of another
 * type than the table says is left out, as is a field that the table does not have: objects are
 * checked against their schema before they are stored, so only what a later version left there is
 * lost.
 */
final class MessageWriter {
  private static final int TEXT_VALUE = 1;

  private final WireOutput out;

  MessageWriter(WireOutput out) {
    this.out = out;
  }

  /** Writes the fields of the message, the last one first. */
  void write(ObjectNode object, String message) {
    for (WireTable.Numbered numbered : WireTable.get().lastFieldFirst(message)) {
      WireField field = numbered.field();
      if (field.inline()) {
        inline(object, numbered);
        continue;
      }
      JsonNode value = object.get(field.name());
      if (value == null || value.isNull()) {
        continue;
      }
      if (field.map()) {
        map(value, numbered);
      } else if (field.repeated()) {
        list(value, numbered);
      } else {
        value(value, numbered.number(), field);
      }
    }
  }

  /** JSON has the fields of the inner message where the message would be. */
  private void inline(ObjectNode object, WireTable.Numbered numbered) {
    int before = out.length();
    write(object, numbered.field().message());
    if (out.length() > before) {
      out.closeField(numbered.number(), before);
    }
  }

  private void list(JsonNode value, WireTable.Numbered numbered) {
    if (value instanceof ArrayNode items) {
      for (int i = items.size() - 1; i >= 0; i--) {
        value(items.get(i), numbered.number(), numbered.field());
      }
    }
  }

  private void map(JsonNode value, WireTable.Numbered numbered) {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(value.properties());
    for (Map.Entry<String, JsonNode> entry : entries.reversed()) {
      int before = out.length();
      value(entry.getValue(), 2, numbered.field());
      out.textField(1, entry.getKey());
      out.closeField(numbered.number(), before);
    }
  }

  private void value(JsonNode value, int number, WireField field) {
    switch (field.form()) {
      case BOOL -> {
        if (value.isBoolean()) {
          out.numberField(number, value.booleanValue() ? 1 : 0);
        }
      }
      case INT32, INT64 -> {
        if (value.isNumber()) {
          out.numberField(number, value.longValue());
        }
      }
      case TEXT -> {
        if (value.isString()) {
          out.textField(number, value.stringValue());
        }
      }
      case BYTES -> bytes(value, number);
      case QUANTITY -> wrapped(number, () -> out.textField(1, value.asString()));
      case TIME, MICRO_TIME -> time(value, number, field.form() == WireForm.MICRO_TIME);
      case INT_OR_STRING -> wrapped(number, () -> intOrString(value));
      case JSON -> wrapped(number, () -> out.bytesField(1, JsonTreeWriter.toBytes(value)));
      case TEXTS -> wrapped(number, () -> texts(value));
      case MESSAGE -> {
        if (value instanceof ObjectNode inner) {
          wrapped(number, () -> write(inner, field.message()));
        }
      }
    }
  }

  private void wrapped(int number, Runnable content) {
    int before = out.length();
    content.run();
    out.closeField(number, before);
  }

  private void bytes(JsonNode value, int number) {
    try {
      out.bytesField(number, Base64.getDecoder().decode(value.asString()));
    } catch (IllegalArgumentException _) {
      // The schema does not let anything else than base64 in.
    }
  }

  /** Empty stands for a time that is not set, as in a Lease that was released. */
  private void time(JsonNode value, int number, boolean micro) {
    Instant instant = Timestamp.parse(value.asString());
    if (instant == null) {
      return;
    }
    wrapped(
        number,
        () -> {
          long second = instant.getEpochSecond();
          int nanosecond = micro ? instant.getNano() : 0;
          out.numberField(2, nanosecond);
          out.numberField(1, second);
        });
  }

  private void intOrString(JsonNode value) {
    if (value.isNumber()) {
      out.numberField(2, value.longValue());
    } else {
      out.textField(3, value.asString());
      out.numberField(1, TEXT_VALUE);
    }
  }

  private void texts(JsonNode value) {
    if (value instanceof ArrayNode items) {
      for (int i = items.size() - 1; i >= 0; i--) {
        out.textField(1, items.get(i).asString());
      }
    }
  }
}
