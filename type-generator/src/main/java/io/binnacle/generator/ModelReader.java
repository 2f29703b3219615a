package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Definitions;
import io.binnacle.generator.definition.Verbs;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the model classes that the resources need and joins them with what the definition files
 * say. The result is one schema for each kind under its OpenAPI name; references are {@code $ref}
 * with that name alone.
 */
final class ModelReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Definitions definitions;
  private final FieldTypes fieldTypes;
  private final Map<String, ObjectNode> schemas = new TreeMap<>();
  private final Map<String, Class<?>> classes = new TreeMap<>();
  private final Map<String, DefinitionFile> owners = new TreeMap<>();
  private final Deque<Class<?>> waiting = new ArrayDeque<>();

  private ModelReader(Definitions definitions) {
    this.definitions = definitions;
    this.fieldTypes = new FieldTypes(definitions);
  }

  static Model read(Definitions definitions) {
    ModelReader reader = new ModelReader(definitions);
    for (DefinitionFile file : definitions.files()) {
      for (String kind : rootKinds(file)) {
        reader.enqueue(definitions.classOf(file, kind));
      }
    }
    while (!reader.waiting.isEmpty()) {
      reader.readClass(reader.waiting.remove());
    }
    reader.checkThatEverythingSaidWasUsed();
    return new Model(reader.schemas, reader.classes, reader.owners);
  }

  static Set<String> rootKinds(DefinitionFile file) {
    Set<String> kinds = new LinkedHashSet<>();
    for (ObjectNode resource : file.resources()) {
      String kind = resource.path("kind").asString();
      kinds.add(kind);
      if (Verbs.of(resource).contains("list")) {
        kinds.add(kind + "List");
      }
    }
    kinds.addAll(file.otherKinds());
    return kinds;
  }

  private void enqueue(Class<?> type) {
    String name = definitions.nameOf(type);
    if (classes.putIfAbsent(name, type) == null) {
      owners.put(name, definitions.ownerOf(type));
      waiting.add(type);
    }
  }

  private void readClass(Class<?> type) {
    String name = definitions.nameOf(type);
    DefinitionFile owner = definitions.ownerOf(type);
    String kind = name.substring(name.lastIndexOf('.') + 1);
    JsonNode about = owner.about(kind);
    ObjectNode schema = NODES.objectNode().put("type", "object");
    if (about.path("atomic").asBoolean(false)) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    ObjectNode properties = NODES.objectNode();
    List<String> omitted = DefinitionFile.texts(about.path("omit"));
    for (var field : fieldsOf(type).entrySet()) {
      if (!omitted.contains(field.getKey())) {
        properties.set(field.getKey(), fieldSchema(field.getKey(), field.getValue(), about));
      }
    }
    for (var added : about.path("add").properties()) {
      properties.set(added.getKey(), FieldTypes.schemaOfWords(added.getValue().asString()));
    }
    new FieldFacts(name, about, properties).apply();
    if (owner.hasStatus(kind) && properties.get("status") instanceof ObjectNode status) {
      // An object without a status of its own still shows an empty one, as every Go program writes
      // it.
      status.set("default", NODES.objectNode());
    }
    schema.set("properties", properties);
    ArrayNode required = NODES.arrayNode();
    DefinitionFile.texts(about.path("required")).forEach(required::add);
    if (FieldFacts.isListKind(name, properties)) {
      required.add("items");
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schemas.put(name, schema);
  }

  private ObjectNode fieldSchema(String name, Field field, JsonNode about) {
    JsonNode words = about.path("types").path(name);
    ObjectNode schema =
        words.isString()
            ? FieldTypes.schemaOfWords(words.asString())
            : fieldTypes.schemaOf(name, field.getGenericType());
    for (String reference : referencesIn(schema)) {
      if (!FieldTypes.isWellKnown(reference)) {
        enqueue(classBehind(reference, field));
      }
    }
    return schema;
  }

  private Class<?> classBehind(String reference, Field field) {
    for (DefinitionFile file : definitions.files()) {
      if (reference.equals(
          file.namePrefix() + "." + reference.substring(reference.lastIndexOf('.') + 1))) {
        return definitions.classOf(file, reference.substring(reference.lastIndexOf('.') + 1));
      }
    }
    throw new IllegalArgumentException("nothing defines " + reference + ", needed by " + field);
  }

  static List<String> referencesIn(JsonNode schema) {
    List<String> references = new ArrayList<>();
    JsonNode reference = schema.get("$ref");
    if (reference != null) {
      references.add(reference.asString());
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (schema.has(inner)) {
        references.addAll(referencesIn(schema.get(inner)));
      }
    }
    for (var property : schema.path("properties").properties()) {
      references.addAll(referencesIn(property.getValue()));
    }
    return references;
  }

  /** The fields that go over the wire, in declared order. */
  private static Map<String, Field> fieldsOf(Class<?> type) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Field field : type.getDeclaredFields()) {
      String name = wireName(field);
      if (name != null) {
        fields.put(name, field);
      }
    }
    return fields;
  }

  /**
   * The annotation is looked up by name, so that its library need not be the one that the model was
   * built with.
   */
  private static @Nullable String wireName(Field field) {
    for (Annotation annotation : field.getAnnotations()) {
      if (annotation.annotationType().getSimpleName().equals("JsonProperty")) {
        try {
          Object value = annotation.annotationType().getMethod("value").invoke(annotation);
          return value instanceof String text && !text.isEmpty() ? text : field.getName();
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
          throw new IllegalStateException("cannot read " + annotation + " on " + field, e);
        }
      }
    }
    return null;
  }

  /** A misspelt kind in a definition file would otherwise be silently without effect. */
  private void checkThatEverythingSaidWasUsed() {
    for (DefinitionFile file : definitions.files()) {
      for (String kind : file.kindsWrittenAbout()) {
        if (!schemas.containsKey(file.namePrefix() + "." + kind)) {
          throw new IllegalArgumentException(
              file.fileName() + ": says something about " + kind + ", which nothing refers to");
        }
      }
    }
  }
}
