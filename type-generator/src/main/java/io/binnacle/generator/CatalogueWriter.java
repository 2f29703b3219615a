package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Definitions;
import io.binnacle.generator.definition.Verbs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the list of all resources, with everything that the definition files leave to habit said
 * in full.
 */
final class CatalogueWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private CatalogueWriter() {}

  static ObjectNode write(Definitions definitions) {
    ObjectNode catalogue = NODES.objectNode().put("binnacleCatalogue", 1);
    ArrayNode groupVersions = catalogue.putArray("groupVersions");
    for (DefinitionFile file : definitions.files()) {
      ObjectNode written = groupVersions.addObject();
      written.put("group", file.group()).put("version", file.version());
      written.put("names", file.namePrefix()).put("schemas", file.fileKey());
      ArrayNode resources = written.putArray("resources");
      for (ObjectNode resource : file.resources()) {
        resources.add(resource(file, resource));
      }
      file.otherKinds().forEach(written.putArray("kinds")::add);
    }
    return catalogue;
  }

  private static ObjectNode resource(DefinitionFile file, ObjectNode source) {
    String kind = source.path("kind").asString();
    ObjectNode written = NODES.objectNode();
    written.put("name", source.path("name").asString()).put("kind", kind);
    written.put("singular", source.path("singular").asString(kind.toLowerCase(Locale.ROOT)));
    written.put("namespaced", !source.path("scope").asString("").equals("cluster"));
    copyTexts(source, "short", written.putArray("shortNames"));
    copyTexts(source, "categories", written.putArray("categories"));
    Verbs.of(source).forEach(written.putArray("verbs")::add);
    written.put("key", source.path("key").asString(""));
    boolean status = source.path("status").asBoolean(false);
    written.put(
        "generation",
        source.path("generation").asBoolean(!written.path("key").asString().isEmpty()));
    written.put("createOnUpdate", source.path("createOnUpdate").asBoolean(false));
    written.put("unconditionalUpdate", source.path("unconditionalUpdate").asBoolean(true));
    written.set("subresources", subresources(file, source, kind, status));
    written.set("selectable", selectable(source));
    written.set("immutable", immutable(source));
    if (source.has("conditional")) {
      written.set("conditional", source.get("conditional"));
    }
    written.set("columns", columns(source));
    if (source.has("stored")) {
      ObjectNode stored = written.putObject("stored").put("served", file.groupVersion());
      stored.setAll((ObjectNode) source.get("stored"));
    }
    return written;
  }

  private static ArrayNode subresources(
      DefinitionFile file, ObjectNode source, String kind, boolean status) {
    ArrayNode written = NODES.arrayNode();
    for (JsonNode subresource : source.path("subresources")) {
      ObjectNode entry = written.addObject();
      entry.put("name", subresource.path("name").asString());
      String[] words = subresource.path("kind").asString().split(" ");
      entry.put("apiVersion", words[0]).put("kind", words[1]);
      Verbs.ofSubresource(subresource).forEach(entry.putArray("verbs")::add);
    }
    if (source.has("scale")) {
      ObjectNode entry = written.addObject();
      entry.put("name", "scale").put("apiVersion", "autoscaling/v1").put("kind", "Scale");
      Verbs.ofSubresource(entry).forEach(entry.putArray("verbs")::add);
      for (Map.Entry<String, JsonNode> path : source.path("scale").properties()) {
        pathParts(path.getValue().asString()).forEach(entry.putArray(path.getKey())::add);
      }
    }
    if (status) {
      ObjectNode entry = written.addObject();
      entry.put("name", "status").put("apiVersion", file.groupVersion()).put("kind", kind);
      Verbs.ofSubresource(entry).forEach(entry.putArray("verbs")::add);
    }
    return written;
  }

  private static ArrayNode selectable(ObjectNode source) {
    ArrayNode written = NODES.arrayNode();
    for (Map.Entry<String, JsonNode> field : source.path("selectable").properties()) {
      JsonNode value = field.getValue();
      ObjectNode entry = written.addObject().put("label", field.getKey());
      pathParts(value.path("path").asString(field.getKey())).forEach(entry.putArray("path")::add);
      entry.put("absent", value.isObject() ? value.path("absent").asString("") : value.asString());
    }
    return written;
  }

  private static ArrayNode immutable(ObjectNode source) {
    ArrayNode written = NODES.arrayNode();
    for (Map.Entry<String, JsonNode> field : source.path("immutable").properties()) {
      ObjectNode entry = written.addObject();
      pathParts(field.getKey()).forEach(entry.putArray("path")::add);
      JsonNode value = field.getValue();
      boolean forbidden = value.has("forbidden");
      entry.put("onceSet", value.path("once").asBoolean(false)).put("forbidden", forbidden);
      entry.put(
          "message",
          value.isString()
              ? value.asString()
              : value.path(forbidden ? "forbidden" : "invalid").asString());
    }
    return written;
  }

  private static ArrayNode columns(ObjectNode source) {
    ArrayNode written = NODES.arrayNode();
    String nameCell = source.path("nameCell").asString(".metadata.name");
    if (source.has("columns") && !nameCell.equals("none")) {
      column(written, "Name", "string", nameCell)
          .put("format", "name")
          .put("description", "Name of the object, unique among its kind and namespace.");
    }
    for (JsonNode column : source.path("columns")) {
      if (column.isString() && column.asString().equals("Age")) {
        column(written, "Age", "string", "age .metadata.creationTimestamp or <unknown>")
            .put("description", "Time since the server made the object.");
        continue;
      }
      String name = column.path("name").asString();
      ObjectNode entry =
          column(
              written,
              name,
              column.path("type").asString("string"),
              column.path("cell").asString());
      entry.put("format", column.path("format").asString(""));
      entry.put("priority", column.path("wide").asBoolean(false) ? 1 : 0);
    }
    return written;
  }

  private static ObjectNode column(ArrayNode columns, String name, String type, String cell) {
    return columns
        .addObject()
        .put("name", name)
        .put("type", type)
        .put("format", "")
        .put("description", "")
        .put("priority", 0)
        .put("cell", cell);
  }

  private static void copyTexts(ObjectNode source, String field, ArrayNode target) {
    DefinitionFile.texts(source.path(field)).forEach(target::add);
  }

  static List<String> pathParts(String path) {
    String plain = path.startsWith(".") ? path.substring(1) : path;
    return List.of(plain.split("\\."));
  }
}
