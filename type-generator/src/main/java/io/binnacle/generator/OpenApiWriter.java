package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Definitions;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the OpenAPI v3 document of one group and version. */
final class OpenApiWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String REFERENCE_PREFIX = "#/components/schemas/";

  private final Model model;
  private final Descriptions descriptions;
  private final Map<String, Set<DefinitionFile>> servedKinds = new LinkedHashMap<>();

  OpenApiWriter(Definitions definitions, Model model, Descriptions descriptions) {
    this.model = model;
    this.descriptions = descriptions;
    for (DefinitionFile file : definitions.files()) {
      for (String kind : ModelReader.rootKinds(file)) {
        servedKinds
            .computeIfAbsent(
                definitions.nameOf(definitions.classOf(file, kind)), _ -> new LinkedHashSet<>())
            .add(file);
      }
    }
  }

  ObjectNode write(DefinitionFile file) {
    ObjectNode document = NODES.objectNode().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
    OpenApiPaths paths = new OpenApiPaths(file);
    document.set("paths", paths.write());
    Set<String> names = new TreeSet<>(paths.schemasUsed());
    ModelReader.rootKinds(file).forEach(kind -> names.add(file.namePrefix() + "." + kind));
    ObjectNode schemas = NODES.objectNode();
    for (String name : model.closure(names)) {
      schemas.set(name, schema(name));
    }
    document.putObject("components").set("schemas", schemas);
    return document;
  }

  private ObjectNode schema(String name) {
    ObjectNode written = NODES.objectNode();
    describe(written, name);
    ObjectNode source = model.schema(name);
    for (Map.Entry<String, JsonNode> word : source.properties()) {
      if (!word.getKey().equals("properties")) {
        written.set(word.getKey(), word.getValue());
      }
    }
    if (source.has("properties")) {
      ObjectNode properties = written.putObject("properties");
      Class<?> type = model.classes().get(name);
      for (Map.Entry<String, JsonNode> property : source.path("properties").properties()) {
        String field = property.getKey();
        ObjectNode node = node(property.getValue(), true);
        if (type != null) {
          descriptions.ofField(type, field).ifPresent(text -> node.put("description", text));
          dropBorrowedDescription(node, type);
        }
        properties.set(field, node);
      }
    }
    for (DefinitionFile file : servedKinds.getOrDefault(name, Set.of())) {
      groupVersionKinds(written, name, file);
    }
    return written;
  }

  /**
   * Where a field has no text of its own, the sources repeat that of the kind; the kind it refers
   * to says more.
   */
  private void dropBorrowedDescription(ObjectNode node, Class<?> type) {
    String ofKind = descriptions.ofKind(type).orElse("");
    if (node.path("description").asString("").equals(ofKind)) {
      node.remove("description");
    }
  }

  private void describe(ObjectNode written, String name) {
    Class<?> type = model.classes().get(name);
    if (type != null) {
      descriptions.ofKind(type).ifPresent(text -> written.put("description", text));
      return;
    }
    written.put(
        "description",
        switch (name) {
          case FieldTypes.TIME -> "A time as RFC 3339 writes it, in whole seconds.";
          case FieldTypes.MICRO_TIME -> "A time as RFC 3339 writes it, in microseconds.";
          case FieldTypes.QUANTITY ->
              "A number with an optional suffix: a power of ten from n to E, a power of two from Ki to Ei, or an"
                  + " exponent. It is kept without loss and shown in the shortest form.";
          case FieldTypes.INT_OR_STRING -> "Either a number or a text, as it was sent.";
          default -> "Any object.";
        });
  }

  private static void groupVersionKinds(ObjectNode written, String name, DefinitionFile file) {
    String kind = name.substring(name.lastIndexOf('.') + 1);
    written
        .withArrayProperty("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", file.library() ? "" : file.group())
        .put("version", file.version())
        .put("kind", kind);
  }

  /** A reference with words beside it has to be wrapped: a plain reference hides its neighbours. */
  private static ObjectNode node(JsonNode source, boolean wrap) {
    ObjectNode written = NODES.objectNode();
    for (Map.Entry<String, JsonNode> word : source.properties()) {
      switch (word.getKey()) {
        case "$ref" -> {
          ObjectNode reference =
              NODES.objectNode().put("$ref", REFERENCE_PREFIX + word.getValue().asString());
          if (wrap) {
            written.putArray("allOf").add(reference);
          } else {
            written.setAll(reference);
          }
        }
        case "items", "additionalProperties" ->
            written.set(word.getKey(), node(word.getValue(), false));
        default -> written.set(word.getKey(), word.getValue());
      }
    }
    return written;
  }
}
