package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.RuleFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the schemas of one group and version in the form that the server loads. */
final class SchemaWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Model model;

  /** Kinds that are found outside of any status: only their required fields are insisted on. */
  private final Set<String> checked;

  SchemaWriter(Model model, Set<String> roots) {
    this.model = model;
    this.checked = reachedOutsideOfStatus(roots);
  }

  ObjectNode write(Set<String> roots) {
    ObjectNode document = NODES.objectNode().put("binnacleSchema", 1);
    ObjectNode all = document.putObject("definitions");
    for (String name : model.closure(roots)) {
      if (!FieldTypes.isWellKnown(name)) {
        all.set(name, definition(name));
      }
    }
    return document;
  }

  private ObjectNode definition(String name) {
    ObjectNode source = model.schema(name);
    JsonNode about = model.owner(name).about(name.substring(name.lastIndexOf('.') + 1));
    ObjectNode written = NODES.objectNode().put("type", "object");
    copyWord(source, written, "x-kubernetes-map-type");
    ObjectNode properties = written.putObject("properties");
    for (Map.Entry<String, JsonNode> property : source.path("properties").properties()) {
      properties.set(property.getKey(), node(property.getValue()));
    }
    for (String field : DefinitionFile.texts(about.path("keepEmpty"))) {
      if (!(properties.get(field) instanceof ObjectNode kept)) {
        throw new IllegalArgumentException(name + ": no field " + field + " to keep empty");
      }
      kept.put("x-binnacle-keep-empty", true);
    }
    if (checked.contains(name)) {
      addRequired(source, about, written);
      new RuleFacts(name, about.path("rules"), about.path("limits")).addTo(written);
    }
    return written;
  }

  private static void addRequired(ObjectNode source, JsonNode about, ObjectNode written) {
    List<String> unchecked = DefinitionFile.texts(about.path("unchecked"));
    List<String> required =
        DefinitionFile.texts(source.path("required")).stream()
            .filter(field -> !unchecked.contains(field))
            .toList();
    if (!required.isEmpty()) {
      required.forEach(written.putArray("required")::add);
    }
  }

  private ObjectNode node(JsonNode source) {
    ObjectNode written = NODES.objectNode();
    if (source.has("$ref")) {
      written.setAll(reference(source.get("$ref").asString()));
    }
    for (Map.Entry<String, JsonNode> word : source.properties()) {
      switch (word.getKey()) {
        case "$ref" -> {}
        case "items", "additionalProperties" -> written.set(word.getKey(), node(word.getValue()));
        default -> written.set(word.getKey(), word.getValue());
      }
    }
    return written;
  }

  private static ObjectNode reference(String name) {
    ObjectNode written = NODES.objectNode();
    return switch (name) {
      case FieldTypes.QUANTITY -> written.put("type", "string").put("format", "quantity");
      case FieldTypes.TIME -> written.put("type", "string").put("format", "date-time");
      case FieldTypes.MICRO_TIME -> written.put("type", "string").put("format", "micro-time");
      case FieldTypes.INT_OR_STRING -> written.put("x-kubernetes-int-or-string", true);
      case FieldTypes.RAW_EXTENSION, FieldTypes.FIELDS ->
          written.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
      default -> written.put("$ref", name);
    };
  }

  private static void copyWord(ObjectNode source, ObjectNode target, String word) {
    if (source.has(word)) {
      target.set(word, source.get(word));
    }
  }

  private Set<String> reachedOutsideOfStatus(Set<String> roots) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> waiting = new java.util.ArrayList<>(roots);
    while (!waiting.isEmpty()) {
      String name = waiting.removeLast();
      if (!reached.add(name)) {
        continue;
      }
      for (Map.Entry<String, JsonNode> property :
          model.schema(name).path("properties").properties()) {
        if (!property.getKey().equals("status")) {
          waiting.addAll(ModelReader.referencesIn(property.getValue()));
        }
      }
    }
    return reached;
  }
}
