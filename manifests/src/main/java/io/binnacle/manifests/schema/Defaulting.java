package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.Rewriting;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Fills in what was left out (DEF, CRD-21). A field that is null and may not be counts as left out.
 * Values of built-in types also get the form in which Kubernetes would hand them out: empty lists
 * and maps vanish (DEF-03), quantities and times are canonical (DEF-01, DEF-02), base64 is in one
 * line, and an empty text counts as left out where there is a default.
 */
public final class Defaulting {
  private Defaulting() {}

  public static Manifest apply(StructuralSchema schema, Manifest manifest) {
    ObjectNode tree = ManifestTree.of(manifest);
    return ManifestTree.toManifest(object(schema, tree));
  }

  private static JsonNode node(StructuralSchema schema, JsonNode value) {
    return switch (value) {
      case ObjectNode object -> object(schema, object);
      case ArrayNode array -> array(schema, array);
      default -> schema.attributes().builtin() ? canonical(schema, value) : value;
    };
  }

  private static ObjectNode object(StructuralSchema schema, ObjectNode object) {
    ObjectNode changed =
        Rewriting.properties(object, (name, value) -> property(schema, name, value));
    return withDefaults(schema, changed);
  }

  private static JsonNode array(StructuralSchema schema, ArrayNode array) {
    StructuralSchema items = schema.items();
    if (items == null) {
      return array;
    }
    return Rewriting.items(
        array,
        (_, item) ->
            item.isNull() && items.attributes().builtin() && !items.attributes().nullable()
                ? node(items, zero(items))
                : node(items, item));
  }

  /** Null drops the field. */
  private static @Nullable JsonNode property(StructuralSchema parent, String name, JsonNode value) {
    StructuralSchema schema = parent.field(name);
    if (schema == null) {
      return value;
    }
    SchemaAttributes attributes = schema.attributes();
    if (value.isNull()) {
      return ofNull(parent, name, schema, value);
    }
    // In a map an empty value is a value; a field that is empty is not written by Kubernetes.
    boolean isField = parent.property(name) != null;
    boolean ofResource = !isField && attributes.builtin() && schema.format().equals("quantity");
    JsonNode changed = ofResource ? canonicalQuantity(value, true) : node(schema, value);
    if (!attributes.builtin()) {
      return changed;
    }
    boolean vanishes =
        isField
            && changed.isEmpty()
            && (changed.isArray() || (changed.isObject() && schema.isMap()))
            && !attributes.keepEmpty();
    boolean unset =
        isField
            && attributes.defaultValue() != null
            && changed.isString()
            && changed.stringValue().isEmpty();
    return vanishes || unset ? null : changed;
  }

  private static @Nullable JsonNode ofNull(
      StructuralSchema parent, String name, StructuralSchema schema, JsonNode nothing) {
    SchemaAttributes attributes = schema.attributes();
    if (attributes.nullable() || attributes.type() == SchemaType.ANY) {
      return nothing;
    }
    boolean inMap = parent.property(name) == null;
    if (!inMap) {
      return null;
    }
    // Go reads null in a map as the zero value of its type; custom resources have errors for it.
    return attributes.builtin() ? node(schema, zero(schema)) : nothing;
  }

  private static JsonNode zero(StructuralSchema schema) {
    return switch (schema.type()) {
      case OBJECT, ANY -> JsonNodeFactory.instance.objectNode();
      case ARRAY -> JsonNodeFactory.instance.arrayNode();
      case STRING -> StringNode.valueOf(schema.format().equals("quantity") ? "0" : "");
      case INTEGER, NUMBER, INT_OR_STRING -> LongNode.valueOf(0);
      case BOOLEAN -> BooleanNode.FALSE;
    };
  }

  @SuppressWarnings("ReferenceEquality")
  private static ObjectNode withDefaults(StructuralSchema schema, ObjectNode object) {
    ObjectNode changed = object;
    for (Map.Entry<String, StructuralSchema> property : schema.children().properties.entrySet()) {
      JsonNode value = property.getValue().attributes().defaultValue();
      if (value != null && !changed.has(property.getKey())) {
        changed = changed == object ? Rewriting.copy(object) : changed;
        changed.set(property.getKey(), node(property.getValue(), value));
      }
    }
    return changed;
  }

  private static JsonNode canonical(StructuralSchema schema, JsonNode value) {
    return switch (schema.format()) {
      case "quantity" -> canonicalQuantity(value, false);
      case "date-time" -> canonicalTime(value, false);
      case "micro-time" -> canonicalTime(value, true);
      case "byte" -> canonicalBytes(value);
      default -> value;
    };
  }

  /**
   * @param ofResource whether it is one of a list of resources, which are counted in thousandths at
   *     the finest
   */
  private static JsonNode canonicalQuantity(JsonNode value, boolean ofResource) {
    if (!value.isString() && !value.isNumber()) {
      return value;
    }
    String text = value.isString() ? value.stringValue() : JsonTreeWriter.toText(value);
    try {
      Quantity quantity = Quantity.parse(text.strip());
      String canonical = (ofResource ? quantity.roundedUpToMilli() : quantity).toString();
      return value.isString() && canonical.equals(text) ? value : StringNode.valueOf(canonical);
    } catch (IllegalArgumentException _) {
      // The type check has said so already, where it was asked.
      return value;
    }
  }

  /** Go reads base64 in lines, as YAML often has it, and writes it in one. */
  private static JsonNode canonicalBytes(JsonNode value) {
    String text = value.isString() ? value.stringValue() : "";
    boolean inLines = text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    return inLines ? StringNode.valueOf(text.replace("\n", "").replace("\r", "")) : value;
  }

  private static JsonNode canonicalTime(JsonNode value, boolean micro) {
    Instant instant = value.isString() ? Timestamp.parse(value.stringValue()) : null;
    if (instant == null) {
      return value;
    }
    long second = instant.getEpochSecond();
    String canonical =
        micro
            ? Timestamp.ofEpochMicrosecond(second * 1_000_000L + instant.getNano() / 1_000)
            : Timestamp.ofEpochSecond(second);
    return canonical.equals(value.stringValue()) ? value : StringNode.valueOf(canonical);
  }
}
