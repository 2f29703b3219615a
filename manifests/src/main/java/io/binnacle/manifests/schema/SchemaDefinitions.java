package io.binnacle.manifests.schema;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.schema.StructuralSchema.Children;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of schemas that refer to each other by name, as the type generator writes them.
 *
 * <p>The resource is one JSON object in UTF-8:
 *
 * <pre>{@code
 * {
 *   "binnacleSchema": 1,
 *   "definitions": {
 *     "io.k8s.api.core.v1.Pod": {
 *       "type": "object",
 *       "description": "...",
 *       "properties": {
 *         "spec": {"$ref": "io.k8s.api.core.v1.PodSpec", "description": "..."},
 *         "finalizers": {"type": "array", "items": {"type": "string"},
 *                        "x-kubernetes-list-type": "set", "x-kubernetes-patch-strategy": "merge"}
 *       },
 *       "required": ["spec"]
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>A node has the words of OpenAPI v3 as in a CustomResourceDefinition: {@code type, format,
 * description, properties, items, additionalProperties, required, enum, default, nullable, minimum,
 * maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, minItems,
 * maxItems, minProperties, maxProperties, pattern, x-kubernetes-int-or-string,
 * x-kubernetes-preserve-unknown-fields, x-kubernetes-embedded-resource, x-kubernetes-list-type,
 * x-kubernetes-list-map-keys, x-kubernetes-map-type, x-kubernetes-patch-merge-key,
 * x-kubernetes-patch-strategy} (a text, several strategies with commas), {@code
 * x-kubernetes-validations}, and three of our own:
 *
 * <ul>
 *   <li>{@code $ref}: the name of a definition, without any prefix. Words beside it overrule those
 *       of the definition; children always come from the definition.
 *   <li>{@code x-binnacle-keep-empty: true}: an empty list or map stays in the object. Without it
 *       the empty ones vanish, as Kubernetes' {@code omitempty} does it (DEF-03).
 *   <li>{@code x-binnacle-unique: true}: two items of the list with the same keys ({@code
 *       x-kubernetes-list-map-keys}), or the same items of a set, are an error. Kubernetes does not
 *       check most of its own lists, so this is said where it does.
 * </ul>
 *
 * <p>A quantity is {@code "type": "string", "format": "quantity"}; a time {@code "format":
 * "date-time"}; a MicroTime {@code "format": "micro-time"}; bytes {@code "format": "byte"}. A node
 * without a type takes any JSON value; an object without properties and additionalProperties has no
 * fields at all unless it says {@code x-kubernetes-preserve-unknown-fields} (as FieldsV1 must).
 * Unknown words are refused, so that a typo in a definition file cannot pass for a rule.
 */
public final class SchemaDefinitions {
  private static final int FORMAT_VERSION = 1;

  /** The resource is our own: the limits only keep a broken one from doing harm. */
  private static final ReadLimits LIMITS = new ReadLimits(64 * 1024 * 1024, 200, 100, 0);

  private final Map<String, ObjectNode> sources = new LinkedHashMap<>();
  private final Map<String, StructuralSchema> byName = new LinkedHashMap<>();

  private final boolean builtin;

  private SchemaDefinitions(boolean builtin) {
    this.builtin = builtin;
  }

  /**
   * Reads the schemas of built-in types.
   *
   * @throws IllegalArgumentException on a resource that does not follow the format
   */
  public static SchemaDefinitions load(byte[] json) {
    return load(json, true);
  }

  /** The same for custom types, whose values are kept as they were sent. */
  public static SchemaDefinitions loadCustom(byte[] json) {
    return load(json, false);
  }

  private static SchemaDefinitions load(byte[] json, boolean builtin) {
    try {
      SchemaDefinitions definitions = new SchemaDefinitions(builtin);
      definitions.read(JsonTreeReader.read(json, LIMITS).root());
      return definitions;
    } catch (MalformedTreeException e) {
      throw new IllegalArgumentException("the schema resource: " + e.reason());
    }
  }

  public @Nullable StructuralSchema find(String name) {
    return byName.get(name);
  }

  /** Throws IllegalArgumentException where there is no such definition. */
  public StructuralSchema get(String name) {
    StructuralSchema schema = byName.get(name);
    if (schema == null) {
      throw new IllegalArgumentException("there is no schema definition " + name);
    }
    return schema;
  }

  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  private void read(ObjectNode resource) {
    JsonNode version = resource.get("binnacleSchema");
    if (version == null || !version.isIntegralNumber() || version.intValue() != FORMAT_VERSION) {
      throw new IllegalArgumentException("the schema resource has an unknown format version");
    }
    for (Map.Entry<String, JsonNode> definition :
        object(resource.get("definitions"), "definitions").properties()) {
      String name = definition.getKey();
      ObjectNode source = object(definition.getValue(), name);
      SchemaAttributes attributes = AttributeReader.read(source, goName(name), name, builtin);
      sources.put(name, source);
      byName.put(name, new StructuralSchema(attributes, new Children()));
    }
    // Only now does everything exist that a reference can name.
    for (Map.Entry<String, StructuralSchema> definition : byName.entrySet()) {
      ObjectNode source = object(sources.get(definition.getKey()), definition.getKey());
      fill(definition.getValue().children(), source, definition.getKey());
    }
    sources.clear();
  }

  private void fill(Children children, ObjectNode source, String where) {
    if (source.has("properties")) {
      for (Map.Entry<String, JsonNode> property :
          object(source.get("properties"), where).properties()) {
        String place = where + "." + property.getKey();
        children.properties.put(property.getKey(), node(property.getValue(), place));
      }
    }
    JsonNode items = source.get("items");
    if (items != null) {
      children.items = node(items, where + "[]");
    }
    JsonNode values = source.get("additionalProperties");
    if (values != null) {
      children.additionalProperties = node(values, where + "{}");
    }
  }

  private StructuralSchema node(JsonNode json, String where) {
    ObjectNode source = object(json, where);
    JsonNode reference = source.get("$ref");
    if (reference == null) {
      Children children = new Children();
      fill(children, source, where);
      return new StructuralSchema(AttributeReader.read(source, "", where, builtin), children);
    }
    String name = reference.isString() ? reference.stringValue() : reference.toString();
    StructuralSchema target = byName.get(name);
    if (target == null) {
      throw new IllegalArgumentException("schema " + where + " refers to " + name + ", unknown");
    }
    if (source.size() == 1) {
      return target;
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    merged.setAll(object(sources.get(name), name));
    merged.setAll(source);
    mergeRules(object(sources.get(name), name), source, merged);
    return new StructuralSchema(
        AttributeReader.read(merged, goName(name), where, builtin), target.children());
  }

  /** What holds of a kind holds wherever it is referred to; a reference may add to it. */
  private static void mergeRules(ObjectNode definition, ObjectNode reference, ObjectNode merged) {
    if (definition.get(AttributeReader.RuleReader.WORD) instanceof ArrayNode ofKind
        && reference.get(AttributeReader.RuleReader.WORD) instanceof ArrayNode ofField) {
      merged.set(
          AttributeReader.RuleReader.WORD,
          JsonNodeFactory.instance.arrayNode().addAll(ofKind).addAll(ofField));
    }
  }

  /** {@code io.k8s.api.core.v1.PodSpec} is {@code v1.PodSpec} in Go. */
  private static String goName(String name) {
    int last = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', last - 1) + 1);
  }

  private static ObjectNode object(@Nullable JsonNode node, String where) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("schema " + where + " must be an object");
  }
}
