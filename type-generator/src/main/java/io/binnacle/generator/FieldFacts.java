package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what a definition file says about the fields of one kind onto their schemas: how lists
 * merge, defaults, allowed values. A list about which nothing is said is atomic.
 *
 * @param kind the OpenAPI name, for messages
 * @param about what the file says
 * @param properties the schemas of the fields, changed in place
 */
record FieldFacts(String kind, JsonNode about, ObjectNode properties) {

  void apply() {
    boolean isList = isListKind(kind, properties);
    for (var property : properties.properties()) {
      if (property.getValue().path("type").asString("").equals("array") && !isList) {
        ((ObjectNode) property.getValue()).put("x-kubernetes-list-type", "atomic");
      }
    }
    for (Map.Entry<String, JsonNode> list : about.path("lists").properties()) {
      describeList(field(list.getKey()), list.getValue().asString());
    }
    for (Map.Entry<String, JsonNode> map : about.path("maps").properties()) {
      field(map.getKey()).put("x-kubernetes-map-type", map.getValue().asString());
    }
    for (Map.Entry<String, JsonNode> strategy : about.path("strategies").properties()) {
      field(strategy.getKey()).put("x-kubernetes-patch-strategy", strategy.getValue().asString());
    }
    for (Map.Entry<String, JsonNode> value : about.path("defaults").properties()) {
      field(value.getKey()).set("default", value.getValue());
    }
    for (Map.Entry<String, JsonNode> values : about.path("enums").properties()) {
      field(values.getKey()).set("enum", values.getValue());
    }
    DefinitionFile.texts(about.path("required")).forEach(this::field);
  }

  static boolean isListKind(String kind, ObjectNode properties) {
    return kind.endsWith("List") && properties.has("items") && properties.has("metadata");
  }

  /**
   * Words: {@code map KEY[,KEY]}, {@code set} or {@code atomic}; then {@code merge[=KEY]}, {@code
   * nomerge}, {@code retainKeys}.
   */
  private void describeList(ObjectNode schema, String words) {
    List<String> parts = List.of(words.split(" +"));
    String listType = parts.getFirst();
    schema.put("x-kubernetes-list-type", listType);
    String mergeKey = "";
    String strategy = "";
    int flagsStart = 1;
    if (listType.equals("map")) {
      List<String> keys = List.of(parts.get(1).split(","));
      keys.forEach(schema.putArray("x-kubernetes-list-map-keys")::add);
      mergeKey = keys.getFirst();
      strategy = "merge";
      flagsStart = 2;
    }
    for (String flag : parts.subList(flagsStart, parts.size())) {
      switch (flag) {
        case "nomerge" -> {
          mergeKey = "";
          strategy = "";
        }
        case "retainKeys" -> strategy = "merge,retainKeys";
        case "merge" -> strategy = "merge";
        default -> {
          if (!flag.startsWith("merge=")) {
            throw new IllegalArgumentException(kind + ": unknown word " + flag + " in: " + words);
          }
          strategy = "merge";
          mergeKey = flag.substring("merge=".length());
        }
      }
    }
    if (!mergeKey.isEmpty()) {
      schema.put("x-kubernetes-patch-merge-key", mergeKey);
    }
    if (!strategy.isEmpty()) {
      schema.put("x-kubernetes-patch-strategy", strategy);
    }
  }

  private ObjectNode field(String name) {
    if (properties.get(name) instanceof ObjectNode schema) {
      return schema;
    }
    throw new IllegalArgumentException(kind + ": no field " + name);
  }
}
