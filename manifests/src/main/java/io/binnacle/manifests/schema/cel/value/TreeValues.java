package io.binnacle.manifests.schema.cel.value;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.binnacle.manifests.schema.SchemaType;
import io.binnacle.manifests.schema.StructuralSchema;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes of the tree as values of CEL; objects and lists are views, nothing below is read. */
public final class TreeValues {
  private final SchemaTypes types;

  public TreeValues(SchemaTypes types) {
    this.types = types;
  }

  /**
   * The value of a node.
   *
   * @param schema null where none is known
   * @throws IllegalArgumentException where a text is not of its format
   */
  public Object of(JsonNode node, @Nullable StructuralSchema schema) {
    return switch (node) {
      case ObjectNode object -> new ObjectValue(this, object, schema);
      case ArrayNode array -> new ListValue(this, array, schema);
      default -> scalar(node, schema);
    };
  }

  SchemaTypes types() {
    return types;
  }

  private static Object scalar(JsonNode node, @Nullable StructuralSchema schema) {
    if (node.isString()) {
      return text(node.stringValue(), schema);
    }
    if (node.isNumber()) {
      boolean isDouble =
          schema == null ? !node.isIntegralNumber() : schema.type() == SchemaType.NUMBER;
      return isDouble ? (Object) node.doubleValue() : (Object) whole(node);
    }
    return node.isBoolean() ? node.booleanValue() : NullValue.NULL_VALUE;
  }

  /** 1.0 is an integer too (CRD-26). */
  private static long whole(JsonNode node) {
    return node.decimalValue().longValue();
  }

  private static Object text(String text, @Nullable StructuralSchema schema) {
    if (schema == null || schema.type() != SchemaType.STRING) {
      return text;
    }
    try {
      return switch (schema.format()) {
        case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
        case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        case "date-time" -> timestamp(text);
        case "duration" -> GoDuration.parse(text);
        default -> text;
      };
    } catch (DateTimeException | IllegalArgumentException _) {
      throw new IllegalArgumentException("Invalid " + schema.format());
    }
  }

  private static Instant timestamp(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
