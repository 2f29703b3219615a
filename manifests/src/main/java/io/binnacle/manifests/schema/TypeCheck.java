package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.format.Base64Text;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreeNames;
import io.binnacle.manifests.tree.TreePaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds values of the wrong JSON type, which Kubernetes' decoder answers with 400 (CRUD-05). The
 * decoder puts values into Go structs, and its messages name those; null is left out everywhere.
 */
public final class TypeCheck {
  private static final int MESSAGES_MAX = 10;

  private final List<String> messages = new ArrayList<>();

  private TypeCheck() {}

  /** Messages in the decoder's words, {@code json: cannot unmarshal ...}; at most ten. */
  public static List<String> check(StructuralSchema schema, Manifest manifest) {
    TypeCheck check = new TypeCheck();
    check.check(schema, ManifestTree.of(manifest), new Place("", ""));
    return List.copyOf(check.messages);
  }

  /**
   * Where a value stands.
   *
   * @param struct the Go struct that holds the field, empty at the root
   * @param path the names from the root; the decoder counts no items
   */
  private record Place(String struct, String path) {
    Place field(StructuralSchema parent, String name) {
      // A map is no struct, so the struct around it is the one that is named.
      String holder = parent.isMap() ? struct : parent.attributes().structName();
      return new Place(holder, parent.isMap() ? path : TreePaths.child(path, name));
    }
  }

  private void check(StructuralSchema schema, JsonNode value, Place place) {
    if (value.isNull() || messages.size() >= MESSAGES_MAX) {
      return;
    }
    switch (schema.type()) {
      case ANY -> {}
      case OBJECT -> checkObject(schema, value, place);
      case ARRAY -> checkArray(schema, value, place);
      case STRING -> checkString(schema, value, place);
      case INTEGER -> checkInteger(schema, value, place);
      case NUMBER -> {
        if (!value.isNumber()) {
          mismatch(schema, value, place);
        }
      }
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          mismatch(schema, value, place);
        }
      }
      case INT_OR_STRING -> checkIntOrString(value);
    }
  }

  private void checkObject(StructuralSchema schema, JsonNode value, Place place) {
    if (!(value instanceof ObjectNode object)) {
      // Such a field of a built-in is a json.RawMessage, which takes everything.
      boolean anything =
          schema.attributes().preserveUnknownFields() && schema.properties().isEmpty();
      if (!anything) {
        mismatch(schema, value, place);
      }
      return;
    }
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      StructuralSchema field = schema.field(property.getKey());
      if (field != null) {
        check(field, property.getValue(), place.field(schema, property.getKey()));
      }
    }
  }

  private void checkArray(StructuralSchema schema, JsonNode value, Place place) {
    if (!value.isArray()) {
      mismatch(schema, value, place);
      return;
    }
    StructuralSchema items = schema.items();
    if (items != null) {
      for (JsonNode item : value.values()) {
        check(items, item, place);
      }
    }
  }

  private void checkString(StructuralSchema schema, JsonNode value, Place place) {
    if (schema.format().equals("quantity")) {
      checkQuantity(value);
    } else if (!value.isString()) {
      mismatch(schema, value, place);
    } else {
      switch (schema.format()) {
        case "byte" -> checkBase64(value.stringValue());
        case "date-time" -> checkTime(value.stringValue(), "2006-01-02T15:04:05Z07:00");
        case "micro-time" -> checkTime(value.stringValue(), "2006-01-02T15:04:05.000000Z07:00");
        default -> {}
      }
    }
  }

  private void checkQuantity(JsonNode value) {
    try {
      // Whatever is no text or number goes to the parser as it stands, which refuses it.
      String text = value.isString() ? value.stringValue() : JsonTreeWriter.toText(value);
      Quantity.parse(text.strip());
    } catch (IllegalArgumentException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
  }

  private void checkTime(String text, String layout) {
    if (Timestamp.parse(text) == null) {
      String shown = JsonTreeWriter.toText(tools.jackson.databind.node.StringNode.valueOf(text));
      messages.add("parsing time " + shown + " as \"" + layout + "\": cannot parse " + shown);
    }
  }

  private void checkBase64(String text) {
    int illegal = Base64Text.firstIllegal(text);
    if (illegal >= 0) {
      messages.add("illegal base64 data at input byte " + illegal);
    }
  }

  private void checkInteger(StructuralSchema schema, JsonNode value, Place place) {
    boolean fits =
        value.isIntegralNumber()
            && (schema.format().equals("int32")
                ? value.canConvertToInt()
                : value.canConvertToLong());
    if (!fits) {
      mismatch(schema, value, place);
    }
  }

  private void checkIntOrString(JsonNode value) {
    if (!value.isString() && !(value.isIntegralNumber() && value.canConvertToInt())) {
      messages.add("json: cannot unmarshal " + shown(value) + " into Go value of type int32");
    }
  }

  private void mismatch(StructuralSchema schema, JsonNode value, Place place) {
    String into =
        place.path.isEmpty()
            ? "value"
            : "struct field " + (place.struct.isEmpty() ? "" : place.struct + ".") + place.path;
    messages.add(
        "json: cannot unmarshal "
            + shown(value)
            + " into Go "
            + into
            + " of type "
            + goType(schema));
  }

  /** A number that does not fit is shown, since its kind is right. */
  private static String shown(JsonNode value) {
    return value.isNumber() ? "number " + JsonTreeWriter.toText(value) : TreeNames.kindOf(value);
  }

  private static String goType(@Nullable StructuralSchema schema) {
    if (schema == null) {
      return "interface {}";
    }
    return switch (schema.type()) {
      case ANY -> "interface {}";
      case INT_OR_STRING -> "intstr.IntOrString";
      case BOOLEAN -> "bool";
      case NUMBER -> "float64";
      case INTEGER -> schema.format().equals("int32") ? "int32" : "int64";
      case STRING -> schema.format().equals("byte") ? "[]uint8" : "string";
      case ARRAY -> "[]" + goType(schema.items());
      case OBJECT -> {
        String name = schema.attributes().typeName();
        yield name.isEmpty() ? "map[string]" + goType(schema.additionalProperties()) : name;
      }
    };
  }
}
