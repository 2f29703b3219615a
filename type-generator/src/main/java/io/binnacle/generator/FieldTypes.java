package io.binnacle.generator;

import io.binnacle.generator.definition.Definitions;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the Java type of a model field, or the word a definition file puts in its place, into a
 * schema.
 */
final class FieldTypes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  static final String RAW_EXTENSION = "io.k8s.apimachinery.pkg.runtime.RawExtension";
  static final String TIME = META + "Time";
  static final String MICRO_TIME = META + "MicroTime";
  static final String FIELDS = META + "FieldsV1";

  /** Names of string fields that hold a time, by the habit of the Kubernetes API. */
  private static final Pattern TIME_NAME =
      Pattern.compile("[a-z][A-Za-z]*(Time|Timestamp|tedAt|shedAt)|time|timeAdded");

  private final Definitions definitions;

  FieldTypes(Definitions definitions) {
    this.definitions = definitions;
  }

  ObjectNode schemaOf(String fieldName, Type type) {
    if (type == String.class && TIME_NAME.matcher(fieldName).matches()) {
      return reference(TIME);
    }
    return schemaOf(type);
  }

  private ObjectNode schemaOf(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return list(schemaOf(arguments[0]));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return map(schemaOf(arguments[1]));
      }
    }
    if (type instanceof Class<?> plain) {
      return schemaOfClass(plain);
    }
    throw new IllegalArgumentException("no schema for the Java type " + type.getTypeName());
  }

  private ObjectNode schemaOfClass(Class<?> type) {
    return switch (type.getName()) {
      case "java.lang.String" -> primitive("string");
      case "java.lang.Boolean" -> primitive("boolean");
      case "java.lang.Integer" -> formatted("integer", "int32");
      case "java.lang.Long" -> formatted("integer", "int64");
      case "java.lang.Double", "java.lang.Float" -> formatted("number", "double");
      case "java.time.ZonedDateTime", "io.fabric8.kubernetes.api.model.MicroTime" ->
          reference(MICRO_TIME);
      case "io.fabric8.kubernetes.api.model.Quantity" -> reference(QUANTITY);
      case "io.fabric8.kubernetes.api.model.IntOrString" -> reference(INT_OR_STRING);
      case "io.fabric8.kubernetes.api.model.FieldsV1" -> reference(FIELDS);
      case "java.lang.Object",
          "io.fabric8.kubernetes.api.model.KubernetesResource",
          "io.fabric8.kubernetes.api.model.runtime.RawExtension" ->
          reference(RAW_EXTENSION);
      default -> reference(definitions.nameOf(type));
    };
  }

  /** Reads {@code byte}, {@code time}, {@code map byte}, {@code list int64} and the like. */
  static ObjectNode schemaOfWords(String words) {
    int space = words.indexOf(' ');
    if (space > 0) {
      ObjectNode element = schemaOfWords(words.substring(space + 1));
      return words.startsWith("map ") ? map(element) : list(element);
    }
    return switch (words) {
      case "string", "boolean", "object" -> primitive(words);
      case "byte" -> formatted("string", "byte");
      case "int32", "int64" -> formatted("integer", words);
      case "time" -> reference(TIME);
      case "quantity" -> reference(QUANTITY);
      case "json" -> NODES.objectNode().put("x-kubernetes-preserve-unknown-fields", true);
      default -> reference(words);
    };
  }

  /** Definitions that no model class stands behind. */
  static ObjectNode wellKnown(String name) {
    return switch (name) {
      case TIME, MICRO_TIME -> formatted("string", "date-time");
      case QUANTITY -> {
        ObjectNode schema = NODES.objectNode();
        schema.putArray("oneOf").add(primitive("string")).add(primitive("number"));
        yield schema;
      }
      case INT_OR_STRING -> {
        ObjectNode schema = NODES.objectNode().put("format", "int-or-string");
        schema.putArray("oneOf").add(primitive("integer")).add(primitive("string"));
        yield schema;
      }
      case RAW_EXTENSION, FIELDS -> primitive("object");
      default -> throw new IllegalArgumentException("no definition called " + name);
    };
  }

  static boolean isWellKnown(String name) {
    return switch (name) {
      case TIME, MICRO_TIME, QUANTITY, INT_OR_STRING, RAW_EXTENSION, FIELDS -> true;
      default -> false;
    };
  }

  static ObjectNode reference(String name) {
    return NODES.objectNode().put("$ref", name);
  }

  private static ObjectNode primitive(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static ObjectNode formatted(String type, String format) {
    return primitive(type).put("format", format);
  }

  private static ObjectNode list(ObjectNode items) {
    ObjectNode schema = primitive("array");
    schema.set("items", items);
    return schema;
  }

  private static ObjectNode map(ObjectNode values) {
    ObjectNode schema = primitive("object");
    schema.set("additionalProperties", values);
    return schema;
  }
}
