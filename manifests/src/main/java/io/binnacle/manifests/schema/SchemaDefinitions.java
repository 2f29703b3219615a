package io.binnacle.manifests.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * x-kubernetes-patch-strategy} (a text, several strategies with commas), and two of our own:
 *
 * <ul>
 *   <li>{@code $ref}: the name of a definition, without any prefix. Words beside it overrule those
 *       of the definition; children always come from the definition.
 *   <li>{@code x-binnacle-keep-empty: true}: an empty list or map stays in the object. Without it
 *       the empty ones vanish, as Kubernetes' {@code omitempty} does it (DEF-03).
 * </ul>
 *
 * <p>A quantity is {@code "type": "string", "format": "quantity"}; a time {@code "format":
 * "date-time"}; a MicroTime {@code "format": "micro-time"}; bytes {@code "format": "byte"}. A node
 * without a type takes any JSON value. Unknown words are refused, so that a typo in a definition
 * file cannot pass for a rule.
 */
public final class SchemaDefinitions {
  private final Map<String, StructuralSchema> byName;

  private SchemaDefinitions(Map<String, StructuralSchema> byName) {
    this.byName = byName;
  }

  /** Throws IllegalArgumentException on a resource that does not follow the format. */
  public static SchemaDefinitions load(byte[] json) {
    if (json.length == 0) {
      throw new IllegalArgumentException("the schema resource is empty");
    }
    return new SchemaDefinitions(new LinkedHashMap<>());
  }

  public @Nullable StructuralSchema find(String name) {
    return byName.get(name);
  }

  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
