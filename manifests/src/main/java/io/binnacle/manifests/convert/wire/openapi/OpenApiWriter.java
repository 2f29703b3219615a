package io.binnacle.manifests.convert.wire.openapi;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A document of OpenAPI 3 in the protobuf form that clients in Go ask for (OAPI-05): the messages
 * of gnostic's OpenAPIv3.
 */
public final class OpenApiWriter {
  /** In the order of their fields. */
  private static final List<String> VERBS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private static final int FIRST_VERB = 4;
  private static final int SCHEMA_EXTENSION = 36;
  private static final int REFERENCE = 2;

  private final DocumentFields out = new DocumentFields();

  private OpenApiWriter() {}

  /**
   * @param json the document
   */
  public static byte[] write(byte[] json) {
    OpenApiWriter writer = new OpenApiWriter();
    writer.document(JsonMapper.shared().readTree(json));
    return writer.out.take();
  }

  private void document(JsonNode document) {
    out.inside(
        5,
        () ->
            out.inside(
                1,
                () ->
                    out.each(
                        document.path("components").path("schemas"),
                        (name, schema) -> out.named(1, name, () -> schemaOrReference(schema)))));
    out.inside(
        4,
        () ->
            out.each(document.path("paths"), (name, path) -> out.named(1, name, () -> path(path))));
    out.inside(
        2,
        () -> {
          out.text(6, document.path("info").path("version"));
          out.text(2, document.path("info").path("description"));
          out.text(1, document.path("info").path("title"));
        });
    out.text(1, document.path("openapi"));
  }

  private void path(JsonNode path) {
    out.extensions(14, path);
    out.items(13, path.path("parameters"), this::parameterOrReference);
    for (int i = VERBS.size() - 1; i >= 0; i--) {
      JsonNode operation = path.path(VERBS.get(i));
      if (operation.isObject()) {
        out.inside(FIRST_VERB + i, () -> operation(operation));
      }
    }
    out.text(3, path.path("description"));
    out.text(2, path.path("summary"));
  }

  private void operation(JsonNode operation) {
    out.extensions(13, operation);
    out.flag(10, operation.path("deprecated"));
    out.inside(8, () -> responses(operation.path("responses")));
    if (operation.has("requestBody")) {
      out.inside(7, () -> out.inside(1, () -> requestBody(operation.path("requestBody"))));
    }
    out.items(6, operation.path("parameters"), this::parameterOrReference);
    out.text(5, operation.path("operationId"));
    out.text(3, operation.path("description"));
    out.text(2, operation.path("summary"));
    out.texts(1, operation.path("tags"));
  }

  private void responses(JsonNode responses) {
    out.each(
        responses,
        (code, response) -> {
          if (!code.equals("default")) {
            out.named(2, code, () -> out.inside(1, () -> response(response)));
          }
        });
    if (responses.has("default")) {
      out.inside(1, () -> out.inside(1, () -> response(responses.path("default"))));
    }
  }

  private void response(JsonNode response) {
    content(3, response.path("content"));
    out.text(1, response.path("description"));
  }

  private void requestBody(JsonNode body) {
    out.flag(3, body.path("required"));
    content(2, body.path("content"));
    out.text(1, body.path("description"));
  }

  private void content(int number, JsonNode content) {
    if (content.isObject()) {
      out.inside(number, () -> out.each(content, this::mediaType));
    }
  }

  private void mediaType(String name, JsonNode mediaType) {
    out.named(
        1,
        name,
        () -> {
          if (mediaType.has("schema")) {
            out.inside(1, () -> schemaOrReference(mediaType.path("schema")));
          }
        });
  }

  private void parameterOrReference(JsonNode parameter) {
    if (parameter.has("$ref")) {
      out.inside(REFERENCE, () -> out.text(1, parameter.path("$ref")));
    } else {
      out.inside(1, () -> parameter(parameter));
    }
  }

  private void parameter(JsonNode parameter) {
    out.extensions(14, parameter);
    if (parameter.has("schema")) {
      out.inside(10, () -> schemaOrReference(parameter.path("schema")));
    }
    out.text(7, parameter.path("style"));
    out.flag(6, parameter.path("allowEmptyValue"));
    out.flag(5, parameter.path("deprecated"));
    out.flag(4, parameter.path("required"));
    out.text(3, parameter.path("description"));
    out.text(2, parameter.path("in"));
    out.text(1, parameter.path("name"));
  }

  private void schemaOrReference(JsonNode schema) {
    if (schema.has("$ref")) {
      out.inside(REFERENCE, () -> out.text(1, schema.path("$ref")));
    } else {
      out.inside(1, () -> schema(schema));
    }
  }

  private void schema(JsonNode schema) {
    out.extensions(SCHEMA_EXTENSION, schema);
    out.text(35, schema.path("format"));
    out.text(34, schema.path("description"));
    if (schema.has("default")) {
      out.inside(33, () -> defaultValue(schema.path("default")));
    }
    nested(schema);
    out.text(25, schema.path("type"));
    out.items(24, schema.path("enum"), out::yaml);
    out.texts(23, schema.path("required"));
    limits(schema);
    out.text(9, schema.path("title"));
    out.flag(8, schema.path("deprecated"));
    out.flag(4, schema.path("writeOnly"));
    out.flag(3, schema.path("readOnly"));
    out.flag(1, schema.path("nullable"));
  }

  private void nested(JsonNode schema) {
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      out.inside(32, () -> out.inside(1, () -> schemaOrReference(additional)));
    } else if (additional.isBoolean()) {
      out.inside(32, () -> out.number(2, additional.booleanValue() ? 1 : 0));
    }
    if (schema.has("properties")) {
      out.inside(
          31,
          () ->
              out.each(
                  schema.path("properties"),
                  (name, inner) -> out.named(1, name, () -> schemaOrReference(inner))));
    }
    if (schema.path("items").isObject()) {
      out.inside(30, () -> out.inside(1, () -> schemaOrReference(schema.path("items"))));
    }
    if (schema.path("not").isObject()) {
      out.inside(29, () -> schema(schema.path("not")));
    }
    out.items(28, schema.path("anyOf"), this::schemaOrReference);
    out.items(27, schema.path("oneOf"), this::schemaOrReference);
    out.items(26, schema.path("allOf"), this::schemaOrReference);
  }

  private void limits(JsonNode schema) {
    out.integer(22, schema.path("minProperties"));
    out.integer(21, schema.path("maxProperties"));
    out.flag(20, schema.path("uniqueItems"));
    out.integer(19, schema.path("minItems"));
    out.integer(18, schema.path("maxItems"));
    out.text(17, schema.path("pattern"));
    out.integer(16, schema.path("minLength"));
    out.integer(15, schema.path("maxLength"));
    out.flag(14, schema.path("exclusiveMinimum"));
    out.fraction(13, schema.path("minimum"));
    out.flag(12, schema.path("exclusiveMaximum"));
    out.fraction(11, schema.path("maximum"));
    out.fraction(10, schema.path("multipleOf"));
  }

  /** The message has no place for lists and objects: of these it says only that there is one. */
  private void defaultValue(JsonNode value) {
    out.text(3, value);
    if (value.isBoolean()) {
      out.number(2, value.booleanValue() ? 1 : 0);
    }
    out.fraction(1, value);
  }
}
