package io.binnacle.manifests.convert.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Swagger 2.0 document in the protobuf form that clients in Go ask for (OAPI-01): the messages of
 * gnostic's OpenAPIv2. Extensions and other values of any kind stand in it as YAML, and JSON is
 * YAML.
 */
public final class SwaggerWriter {
  /** In the order of their fields. */
  private static final List<String> VERBS =
      List.of("get", "put", "post", "delete", "options", "head", "patch");

  private static final int FIRST_VERB = 2;
  private static final int PATH_PARAMETERS = 9;
  private static final int PATH_EXTENSION = 10;
  private static final int OPERATION_EXTENSION = 13;
  private static final int SCHEMA_EXTENSION = 31;

  private final WireOutput out = new WireOutput();

  private SwaggerWriter() {}

  /**
   * @param json the document
   */
  public static byte[] write(byte[] json) {
    SwaggerWriter writer = new SwaggerWriter();
    writer.document(JsonMapper.shared().readTree(json));
    return writer.out.take();
  }

  /** Fields of a message are written from the last to the first, as the output goes. */
  private void document(JsonNode document) {
    inside(
        9,
        () -> each(document.path("definitions"), (name, schema) -> namedSchema(1, name, schema)));
    inside(8, () -> each(document.path("paths"), this::namedPath));
    inside(
        2,
        () -> {
          text(2, document.path("info").path("version"));
          text(1, document.path("info").path("title"));
        });
    text(1, document.path("swagger"));
  }

  private void namedPath(String name, JsonNode path) {
    inside(
        2,
        () -> {
          inside(2, () -> path(path));
          out.textField(1, name);
        });
  }

  private void path(JsonNode path) {
    extensions(PATH_EXTENSION, path);
    parameters(PATH_PARAMETERS, path);
    for (int i = VERBS.size() - 1; i >= 0; i--) {
      JsonNode operation = path.path(VERBS.get(i));
      if (operation.isObject()) {
        inside(FIRST_VERB + i, () -> operation(operation));
      }
    }
  }

  private void operation(JsonNode operation) {
    extensions(OPERATION_EXTENSION, operation);
    texts(10, operation.path("schemes"));
    inside(9, () -> each(operation.path("responses"), this::response));
    parameters(8, operation);
    texts(7, operation.path("consumes"));
    texts(6, operation.path("produces"));
    text(5, operation.path("operationId"));
    text(3, operation.path("description"));
    texts(1, operation.path("tags"));
  }

  private void response(String code, JsonNode response) {
    inside(
        1,
        () -> {
          inside(
              2,
              () ->
                  inside(
                      1,
                      () -> {
                        if (response.has("schema")) {
                          inside(2, () -> inside(1, () -> schema(response.path("schema"))));
                        }
                        text(1, response.path("description"));
                      }));
          out.textField(1, code);
        });
  }

  private void parameters(int number, JsonNode owner) {
    List<JsonNode> parameters = new ArrayList<>();
    owner.path("parameters").forEach(parameters::add);
    for (JsonNode parameter : parameters.reversed()) {
      inside(number, () -> inside(1, () -> parameter(parameter)));
    }
  }

  private void parameter(JsonNode parameter) {
    switch (parameter.path("in").asString("")) {
      case "body" ->
          inside(
              1,
              () -> {
                inside(5, () -> schema(parameter.path("schema")));
                flag(4, parameter.path("required"));
                text(3, parameter.path("in"));
                text(2, parameter.path("name"));
                text(1, parameter.path("description"));
              });
      case "path" -> inside(2, () -> inside(4, () -> simple(parameter, 5, 19)));
      default -> inside(2, () -> inside(3, () -> simple(parameter, 6, 20)));
    }
  }

  /**
   * A parameter of the URL.
   *
   * @param typeNumber of the field that says the type; the format follows it
   */
  private void simple(JsonNode parameter, int typeNumber, int uniqueNumber) {
    flag(uniqueNumber, parameter.path("uniqueItems"));
    text(typeNumber + 1, parameter.path("format"));
    text(typeNumber, parameter.path("type"));
    text(4, parameter.path("name"));
    text(3, parameter.path("description"));
    text(2, parameter.path("in"));
    flag(1, parameter.path("required"));
  }

  private void namedSchema(int number, String name, JsonNode schema) {
    inside(
        number,
        () -> {
          inside(2, () -> schema(schema));
          out.textField(1, name);
        });
  }

  private void schema(JsonNode schema) {
    extensions(SCHEMA_EXTENSION, schema);
    if (schema.has("properties")) {
      inside(
          25, () -> each(schema.path("properties"), (name, inner) -> namedSchema(1, name, inner)));
    }
    if (schema.path("items").isObject()) {
      inside(23, () -> inside(1, () -> schema(schema.path("items"))));
    }
    if (schema.has("type")) {
      inside(22, () -> text(1, schema.path("type")));
    }
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      inside(21, () -> inside(1, () -> schema(additional)));
    } else if (additional.isBoolean()) {
      inside(21, () -> out.numberField(2, additional.booleanValue() ? 1 : 0));
    }
    List<JsonNode> values = new ArrayList<>();
    schema.path("enum").forEach(values::add);
    values.reversed().forEach(value -> inside(20, () -> yaml(value)));
    texts(19, schema.path("required"));
    text(4, schema.path("description"));
    text(2, schema.path("format"));
    text(1, schema.path("$ref"));
  }

  private void extensions(int number, JsonNode owner) {
    each(
        owner,
        (name, value) -> {
          if (name.startsWith("x-")) {
            inside(
                number,
                () -> {
                  inside(2, () -> yaml(value));
                  out.textField(1, name);
                });
          }
        });
  }

  private void yaml(JsonNode value) {
    out.textField(2, value + "\n");
  }

  private interface Entry {
    void write(String name, JsonNode value);
  }

  private static void each(JsonNode object, Entry writer) {
    new ArrayList<>(object.properties())
        .reversed()
        .forEach(entry -> writer.write(entry.getKey(), entry.getValue()));
  }

  private void inside(int number, Runnable content) {
    int before = out.length();
    content.run();
    out.closeField(number, before);
  }

  private void text(int number, JsonNode value) {
    if (value.isString()) {
      out.bytesField(number, value.stringValue().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void texts(int number, JsonNode list) {
    List<JsonNode> texts = new ArrayList<>();
    list.forEach(texts::add);
    texts.reversed().forEach(each -> text(number, each));
  }

  private void flag(int number, JsonNode value) {
    if (value.isBoolean() && value.booleanValue()) {
      out.numberField(number, 1);
    }
  }
}
