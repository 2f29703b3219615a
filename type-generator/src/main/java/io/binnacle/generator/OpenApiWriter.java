package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Definitions;
import io.binnacle.generator.description.Descriptions;
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
    descriptions.ofKind(name).ifPresent(text -> written.put("description", text));
    ObjectNode source = model.schema(name);
    for (Map.Entry<String, JsonNode> word : source.properties()) {
      if (!word.getKey().equals("properties")) {
        written.set(word.getKey(), word.getValue());
      }
    }
    if (source.has("properties")) {
      ObjectNode properties = written.putObject("properties");
      Set<String> fields = new LinkedHashSet<>(source.path("properties").propertyNames());
      for (String field : fields) {
        ObjectNode node = node(source.path("properties").path(field), true);
        descriptions.ofField(name, field, fields).ifPresent(text -> node.put("description", text));
        properties.set(field, node);
      }
    }
    for (DefinitionFile file : servedKinds.getOrDefault(name, Set.of())) {
      groupVersionKinds(written, name, file);
    }
    return written;
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
