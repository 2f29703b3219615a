package io.binnacle.manifests.convert.wire.openapi;

import io.binnacle.manifests.convert.wire.output.WireOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Fields of messages from parts of a document, the last one first. What is missing in the document
 * is no field.
 */
final class DocumentFields {
  private final WireOutput out = new WireOutput();

  interface Entry {
    void write(String name, JsonNode value);
  }

  byte[] take() {
    return out.take();
  }

  /** A message in a field. */
  void inside(int number, Runnable content) {
    int before = out.length();
    content.run();
    out.closeField(number, before);
  }

  /** A message that gives a name to another one. */
  void named(int number, String name, Runnable content) {
    inside(
        number,
        () -> {
          inside(2, content);
          out.textField(1, name);
        });
  }

  /** The entries of an object, from the last to the first. */
  void each(JsonNode object, Entry writer) {
    new ArrayList<>(object.properties())
        .reversed()
        .forEach(entry -> writer.write(entry.getKey(), entry.getValue()));
  }

  /** The items of a list, each a message, from the last to the first. */
  void items(int number, JsonNode list, Consumer<JsonNode> writer) {
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    items.reversed().forEach(item -> inside(number, () -> writer.accept(item)));
  }

  void extensions(int number, JsonNode owner) {
    each(
        owner,
        (name, value) -> {
          if (name.startsWith("x-")) {
            named(number, name, () -> yaml(value));
          }
        });
  }

  /** A value of any kind stands as YAML, and JSON is YAML. */
  void yaml(JsonNode value) {
    out.textField(2, value + "\n");
  }

  void text(int number, JsonNode value) {
    if (value.isString()) {
      text(number, value.stringValue());
    }
  }

  void text(int number, String value) {
    bytes(number, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int number, byte[] content) {
    out.bytesField(number, content);
  }

  void texts(int number, JsonNode list) {
    List<JsonNode> texts = new ArrayList<>();
    list.forEach(texts::add);
    texts.reversed().forEach(each -> text(number, each));
  }

  void flag(int number, JsonNode value) {
    if (value.isBoolean() && value.booleanValue()) {
      out.numberField(number, 1);
    }
  }

  void number(int number, long value) {
    out.numberField(number, value);
  }

  /** A number without a fraction. */
  void integer(int number, JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      out.numberField(number, value.longValue());
    }
  }

  void fraction(int number, JsonNode value) {
    if (value.isNumber()) {
      out.doubleField(number, value.doubleValue());
    }
  }
}
