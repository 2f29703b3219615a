package io.binnacle.manifests.convert.wire.openapi;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A Swagger 2.0 document in the protobuf form that clients in Go ask for (OAPI-01): the messages of
 * gnostic's OpenAPIv2. Extensions and other values of any kind stand in it as YAML, and JSON is
 * YAML. Parts are written as they are added, so that never more than one of them is there as a
 * tree.
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

  private final ByteArrayOutputStream paths = new ByteArrayOutputStream();
  private final ByteArrayOutputStream definitions = new ByteArrayOutputStream();
  private DocumentFields out = new DocumentFields();

  /** Adds a path with its operations; the order of calls is that in the document. */
  public void path(String name, JsonNode path) {
    out = new DocumentFields();
    out.named(2, name, () -> path(path));
    paths.writeBytes(out.take());
  }

  /** Adds a definition of a type. */
  public void definition(String name, JsonNode schema) {
    out = new DocumentFields();
    out.named(1, name, () -> schema(schema));
    definitions.writeBytes(out.take());
  }

  /** The document of what was added. */
  public byte[] document(String title, String version) {
    out = new DocumentFields();
    out.bytes(9, definitions.toByteArray());
    out.bytes(8, paths.toByteArray());
    out.inside(
        2,
        () -> {
          out.text(2, version);
          out.text(1, title);
        });
    out.text(1, "2.0");
    return out.take();
  }

  private void path(JsonNode path) {
    out.extensions(PATH_EXTENSION, path);
    parameters(PATH_PARAMETERS, path);
    for (int i = VERBS.size() - 1; i >= 0; i--) {
      JsonNode operation = path.path(VERBS.get(i));
      if (operation.isObject()) {
        out.inside(FIRST_VERB + i, () -> operation(operation));
      }
    }
  }

  private void operation(JsonNode operation) {
    out.extensions(OPERATION_EXTENSION, operation);
    out.texts(10, operation.path("schemes"));
    out.inside(9, () -> out.each(operation.path("responses"), this::response));
    parameters(8, operation);
    out.texts(7, operation.path("consumes"));
    out.texts(6, operation.path("produces"));
    out.text(5, operation.path("operationId"));
    out.text(3, operation.path("description"));
    out.texts(1, operation.path("tags"));
  }

  private void response(String code, JsonNode response) {
    out.named(
        1,
        code,
        () ->
            out.inside(
                1,
                () -> {
                  if (response.has("schema")) {
                    out.inside(2, () -> out.inside(1, () -> schema(response.path("schema"))));
                  }
                  out.text(1, response.path("description"));
                }));
  }

  private void parameters(int number, JsonNode owner) {
    List<JsonNode> parameters = new ArrayList<>();
    owner.path("parameters").forEach(parameters::add);
    for (JsonNode parameter : parameters.reversed()) {
      out.inside(number, () -> out.inside(1, () -> parameter(parameter)));
    }
  }

  private void parameter(JsonNode parameter) {
    switch (parameter.path("in").asString("")) {
      case "body" ->
          out.inside(
              1,
              () -> {
                out.inside(5, () -> schema(parameter.path("schema")));
                out.flag(4, parameter.path("required"));
                out.text(3, parameter.path("in"));
                out.text(2, parameter.path("name"));
                out.text(1, parameter.path("description"));
              });
      case "path" -> out.inside(2, () -> out.inside(4, () -> simple(parameter, 5, 19)));
      default -> out.inside(2, () -> out.inside(3, () -> simple(parameter, 6, 20)));
    }
  }

  /**
   * A parameter of the URL.
   *
   * @param typeNumber of the field that says the type; the format follows it
   */
  private void simple(JsonNode parameter, int typeNumber, int uniqueNumber) {
    out.flag(uniqueNumber, parameter.path("uniqueItems"));
    out.text(typeNumber + 1, parameter.path("format"));
    out.text(typeNumber, parameter.path("type"));
    out.text(4, parameter.path("name"));
    out.text(3, parameter.path("description"));
    out.text(2, parameter.path("in"));
    out.flag(1, parameter.path("required"));
  }

  private void schema(JsonNode schema) {
    out.extensions(SCHEMA_EXTENSION, schema);
    if (schema.has("properties")) {
      out.inside(
          25,
          () ->
              out.each(
                  schema.path("properties"),
                  (name, inner) -> out.named(1, name, () -> schema(inner))));
    }
    if (schema.path("items").isObject()) {
      out.inside(23, () -> out.inside(1, () -> schema(schema.path("items"))));
    }
    if (schema.has("type")) {
      out.inside(22, () -> out.text(1, schema.path("type")));
    }
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      out.inside(21, () -> out.inside(1, () -> schema(additional)));
    } else if (additional.isBoolean()) {
      out.inside(21, () -> out.number(2, additional.booleanValue() ? 1 : 0));
    }
    List<JsonNode> values = new ArrayList<>();
    schema.path("enum").forEach(values::add);
    values.reversed().forEach(value -> out.inside(20, () -> out.yaml(value)));
    out.texts(19, schema.path("required"));
    out.text(4, schema.path("description"));
    out.text(2, schema.path("format"));
    out.text(1, schema.path("$ref"));
  }
}
