package io.binnacle.apiserver.openapi;

import io.binnacle.manifests.convert.wire.openapi.SwaggerWriter;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of the API in one Swagger 2.0 document, made of the OpenAPI 3 documents of its groups and
 * versions (OAPI-01). What version 2 cannot say is left out: alternatives, and that null is
 * allowed. Documents are added one by one, and each is written at once in both forms, so that never
 * more than one of them is there as a tree.
 */
final class SwaggerDocument {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TITLE = "Kubernetes";
  private static final String REFERENCE_3 = "#/components/schemas/";
  private static final String REFERENCE_2 = "#/definitions/";
  private static final List<String> VERBS =
      List.of("get", "put", "post", "delete", "options", "head", "patch");

  /** A number or a text: version 2 says it by the format alone. */
  private static final Set<String> EITHER = Set.of("int-or-string", "quantity");

  private final JsonFields paths = new JsonFields();
  private final JsonFields definitions = new JsonFields();
  private final Set<String> known = new HashSet<>();
  private final SwaggerWriter protobuf = new SwaggerWriter();

  /** Adds what an OpenAPI 3 document of this server has, in JSON. */
  void add(byte[] document) {
    JsonNode root = JsonMapper.shared().readTree(document);
    for (Map.Entry<String, JsonNode> entry : root.path("paths").properties()) {
      ObjectNode converted = path(entry.getValue());
      paths.add(entry.getKey(), converted);
      protobuf.path(entry.getKey(), converted);
    }
    for (Map.Entry<String, JsonNode> entry : root.path("components").path("schemas").properties()) {
      // Several documents have the same of the common ones.
      if (known.add(entry.getKey())) {
        ObjectNode converted = schema(entry.getValue());
        definitions.add(entry.getKey(), converted);
        protobuf.definition(entry.getKey(), converted);
      }
    }
  }

  /**
   * All that was added, in JSON.
   *
   * @param version as {@code v1.36.0}
   */
  byte[] json(String version) {
    ObjectNode info = NODES.objectNode().put("title", TITLE).put("version", version);
    ObjectNode security = NODES.objectNode();
    security
        .putObject("BearerToken")
        .put("description", "Bearer Token authentication")
        .put("type", "apiKey")
        .put("name", "authorization")
        .put("in", "header");
    ArrayNode required = NODES.arrayNode();
    required.addObject().putArray("BearerToken");
    JsonFields root = new JsonFields();
    root.add("swagger", NODES.stringNode("2.0"));
    root.add("info", info);
    root.add("paths", paths.object());
    root.add("definitions", definitions.object());
    root.add("securityDefinitions", security);
    root.add("security", required);
    return root.object();
  }

  /** The same in the messages of clients in Go. */
  byte[] protobuf(String version) {
    return protobuf.document(TITLE, version);
  }

  /** The fields of an object, written one by one. */
  private static final class JsonFields {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void add(String name, JsonNode value) {
      add(name, JsonTreeWriter.toBytes(value));
    }

    void add(String name, byte[] value) {
      out.write(out.size() == 0 ? '{' : ',');
      out.writeBytes(JsonTreeWriter.toBytes(NODES.stringNode(name)));
      out.write(':');
      out.writeBytes(value);
    }

    byte[] object() {
      if (out.size() == 0) {
        out.write('{');
      }
      out.write('}');
      return out.toByteArray();
    }
  }

  private static ObjectNode path(JsonNode path) {
    ObjectNode converted = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : path.properties()) {
      if (VERBS.contains(entry.getKey())) {
        converted.set(entry.getKey(), operation(entry.getValue()));
      } else if (entry.getKey().equals("parameters")) {
        converted.set("parameters", parameters(entry.getValue()));
      } else {
        converted.set(entry.getKey(), entry.getValue());
      }
    }
    return converted;
  }

  private static ObjectNode operation(JsonNode operation) {
    ObjectNode converted = NODES.objectNode();
    ArrayNode parameters = parameters(operation.path("parameters"));
    JsonNode body = operation.path("requestBody");
    Set<String> consumes = new TreeSet<>();
    if (body.isObject()) {
      body.path("content").properties().forEach(entry -> consumes.add(entry.getKey()));
      parameters
          .addObject()
          .put("name", "body")
          .put("in", "body")
          .put("required", body.path("required").asBoolean(false))
          .set("schema", schemaOfContent(body));
    }
    Set<String> produces = new TreeSet<>();
    ObjectNode responses = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : operation.path("responses").properties()) {
      ObjectNode response = responses.putObject(entry.getKey());
      response.put("description", entry.getValue().path("description").asString());
      if (entry.getValue().has("content")) {
        entry.getValue().path("content").properties().forEach(each -> produces.add(each.getKey()));
        response.set("schema", schemaOfContent(entry.getValue()));
      }
    }
    for (Map.Entry<String, JsonNode> entry : operation.properties()) {
      if (!Set.of("parameters", "requestBody", "responses").contains(entry.getKey())) {
        converted.set(entry.getKey(), entry.getValue());
      }
    }
    converted.putArray("schemes").add("https");
    texts(converted.putArray("consumes"), consumes.isEmpty() ? Set.of("*/*") : consumes);
    texts(converted.putArray("produces"), produces);
    converted.set("parameters", parameters);
    converted.set("responses", responses);
    return converted;
  }

  private static void texts(ArrayNode list, Set<String> texts) {
    texts.forEach(list::add);
  }

  /** The same schema, whatever media type it is sent in. */
  private static JsonNode schemaOfContent(JsonNode described) {
    for (Map.Entry<String, JsonNode> entry : described.path("content").properties()) {
      return schema(entry.getValue().path("schema"));
    }
    return NODES.objectNode();
  }

  private static ArrayNode parameters(JsonNode parameters) {
    ArrayNode converted = NODES.arrayNode();
    for (JsonNode parameter : parameters) {
      ObjectNode flat = NODES.objectNode();
      for (Map.Entry<String, JsonNode> entry : parameter.properties()) {
        if (entry.getKey().equals("schema")) {
          schema(entry.getValue())
              .properties()
              .forEach(each -> flat.set(each.getKey(), each.getValue()));
        } else {
          flat.set(entry.getKey(), entry.getValue());
        }
      }
      converted.add(flat);
    }
    return converted;
  }

  private static ObjectNode schema(JsonNode schema) {
    ObjectNode converted = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      JsonNode value = entry.getValue();
      switch (entry.getKey()) {
        case "$ref" -> converted.put("$ref", reference(value.asString()));
        case "allOf" -> {
          // Around a reference that has a description: version 2 lets it stand beside.
          JsonNode only = value.path(0);
          if (value.size() == 1 && only.has("$ref")) {
            converted.put("$ref", reference(only.path("$ref").asString()));
          }
        }
        case "oneOf", "anyOf", "not", "nullable", "default" -> {
          // Not in this version.
        }
        case "properties" -> {
          ObjectNode properties = converted.putObject("properties");
          value
              .properties()
              .forEach(each -> properties.set(each.getKey(), schema(each.getValue())));
        }
        case "items", "additionalProperties" ->
            converted.set(entry.getKey(), value.isObject() ? schema(value) : value);
        default -> converted.set(entry.getKey(), value);
      }
    }
    if (schema.has("oneOf") && EITHER.contains(schema.path("format").asString(""))) {
      converted.put("type", "string");
    }
    return converted;
  }

  private static String reference(String reference) {
    return reference.startsWith(REFERENCE_3)
        ? REFERENCE_2 + reference.substring(REFERENCE_3.length())
        : reference;
  }
}
