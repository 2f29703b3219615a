package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.schema.SchemaAttributes.ListType;
import io.binnacle.manifests.schema.SchemaAttributes.ValueLimits;
import io.binnacle.manifests.selector.SelectorRules;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreeEquality;
import io.binnacle.manifests.tree.TreeNames;
import io.binnacle.manifests.tree.TreePaths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Checks values against the schema; what it finds is a 422 with all errors (VAL-01, CRD-23). */
public final class SchemaValidation {
  /** More would help nobody, and a list of a million bad items must not become an answer. */
  private static final int ERRORS_MAX = 100;

  /** Whose selector is for the metrics' own server, and is not looked at. */
  private static final String METRIC = "v2.MetricIdentifier";

  private final List<FieldError> errors = new ArrayList<>();

  private SchemaValidation() {}

  public static List<FieldError> validate(StructuralSchema schema, Manifest manifest) {
    SchemaValidation validation = new SchemaValidation();
    validation.check(schema, ManifestTree.of(manifest), "");
    List<FieldError> errors = validation.errors;
    return List.copyOf(errors.subList(0, Math.min(errors.size(), ERRORS_MAX)));
  }

  private void check(StructuralSchema schema, JsonNode value, String path) {
    if (errors.size() >= ERRORS_MAX) {
      return;
    }
    SchemaAttributes attributes = schema.attributes();
    if (value.isNull()) {
      if (!attributes.nullable() && !attributes.builtin() && schema.type() != SchemaType.ANY) {
        wrongType(schema, value, path);
      }
      return;
    }
    if (!hasType(schema, value)) {
      wrongType(schema, value, path);
      return;
    }
    checkEnumeration(attributes, value, path);
    switch (value) {
      case ObjectNode object -> checkObject(schema, object, path);
      case ArrayNode array -> checkArray(schema, array, path);
      default -> ScalarValidation.check(attributes, value, path, errors);
    }
  }

  private static boolean hasType(StructuralSchema schema, JsonNode value) {
    return switch (schema.type()) {
      case ANY -> true;
      case OBJECT ->
          value.isObject()
              || (schema.attributes().builtin() && schema.attributes().preserveUnknownFields());
      case ARRAY -> value.isArray();
      case STRING -> value.isString();
      case INTEGER -> isWhole(value);
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case INT_OR_STRING -> value.isString() || isWhole(value);
    };
  }

  /** CRD-26: 1.0 is an integer as well. */
  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber()
        || (value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0);
  }

  private void wrongType(StructuralSchema schema, JsonNode value, String path) {
    String wanted =
        switch (schema.type()) {
          case OBJECT -> "object";
          case ARRAY -> "array";
          case STRING -> "string";
          case INTEGER -> "integer";
          case NUMBER -> "number";
          case BOOLEAN -> "boolean";
          case INT_OR_STRING -> "integer,string";
          case ANY -> "any";
        };
    String kind = TreeNames.kindOf(value);
    String found = kind.equals("bool") ? "boolean" : kind;
    if (value.isIntegralNumber()) {
      found = "integer";
    }
    errors.add(
        FieldError.typeInvalidJson(
            path,
            FieldError.quote(found),
            path + " in body must be of type " + wanted + ": " + FieldError.quote(found)));
  }

  private void checkEnumeration(SchemaAttributes attributes, JsonNode value, String path) {
    if (attributes.enumeration().isEmpty()) {
      return;
    }
    // A Go struct cannot tell an empty text from none.
    boolean unset = attributes.builtin() && value.isString() && value.stringValue().isEmpty();
    if (unset) {
      return;
    }
    List<String> supported = new ArrayList<>();
    for (JsonNode one : attributes.enumeration()) {
      if (TreeEquality.same(one, value)) {
        return;
      }
      supported.add(plainText(one));
    }
    errors.add(FieldError.notSupported(path, plainText(value), supported));
  }

  private static String plainText(JsonNode node) {
    return node.isString() ? node.stringValue() : JsonTreeWriter.toText(node);
  }

  private void checkObject(StructuralSchema schema, ObjectNode object, String path) {
    SchemaAttributes attributes = schema.attributes();
    for (String name : attributes.required()) {
      if (isMissing(attributes, object.get(name))) {
        errors.add(FieldError.required(TreePaths.child(path, name), ""));
      }
    }
    ValueLimits limits = attributes.limits();
    Integer propertiesMin = limits.minProperties();
    if (propertiesMin != null && object.size() < propertiesMin) {
      errors.add(
          FieldError.invalidJson(
              path,
              JsonTreeWriter.toText(object),
              path + " in body should have at least " + propertiesMin + " properties"));
    }
    Integer propertiesMax = limits.maxProperties();
    if (propertiesMax != null && object.size() > propertiesMax) {
      errors.add(FieldError.tooMany(path, object.size(), propertiesMax));
    }
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = property.getKey();
      StructuralSchema field = schema.field(name);
      if (field != null) {
        boolean isKey = schema.property(name) == null;
        String place = isKey ? TreePaths.key(path, name) : TreePaths.child(path, name);
        check(field, property.getValue(), place);
        if (!attributes.typeName().equals(METRIC)) {
          // The terms of which one must match are in a list; a single one is a preference.
          checkSelector(field, property.getValue(), place, false);
        }
      }
    }
  }

  /** The same holds of a selector wherever it stands in a built-in type. */
  private void checkSelector(
      StructuralSchema schema, JsonNode value, String path, boolean mustMatch) {
    if (!(value instanceof ObjectNode selector)) {
      return;
    }
    switch (schema.attributes().typeName()) {
      case "v1.LabelSelector" ->
          SelectorRules.check(ManifestTree.toManifest(selector), path, errors);
      case "v1.NodeSelectorTerm" ->
          SelectorRules.checkNodeTerm(ManifestTree.toManifest(selector), mustMatch, path, errors);
      default -> {}
    }
  }

  /** For a Go struct an empty required text or list is the same as none. */
  private static boolean isMissing(SchemaAttributes attributes, @Nullable JsonNode value) {
    if (value == null || !attributes.builtin()) {
      return value == null;
    }
    return value.isNull()
        || (value.isString() && value.stringValue().isEmpty())
        || (value.isArray() && value.isEmpty());
  }

  private void checkArray(StructuralSchema schema, ArrayNode array, String path) {
    ValueLimits limits = schema.attributes().limits();
    Integer itemsMin = limits.minItems();
    if (itemsMin != null && array.size() < itemsMin) {
      errors.add(
          FieldError.invalid(
              path, array.size(), path + " in body should have at least " + itemsMin + " items"));
    }
    Integer itemsMax = limits.maxItems();
    if (itemsMax != null && array.size() > itemsMax) {
      errors.add(FieldError.tooMany(path, array.size(), itemsMax));
      // Not worth looking at each of them.
      return;
    }
    StructuralSchema items = schema.items();
    for (int i = 0; i < array.size() && items != null; i++) {
      check(items, array.get(i), TreePaths.item(path, i));
      checkSelector(items, array.get(i), TreePaths.item(path, i), true);
    }
    checkUnique(schema.attributes(), array, path);
  }

  /** Sets have each item once, maps each key once (CRD-18). */
  private void checkUnique(SchemaAttributes attributes, ArrayNode array, String path) {
    boolean checked = !attributes.builtin() || attributes.unique();
    if (!checked || attributes.listType() == ListType.ATOMIC) {
      return;
    }
    // Texts of sorted keys are compared; the order of the set itself is never looked at.
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      JsonNode identity =
          attributes.listType() == ListType.SET
              ? array.get(i)
              : keysOf(array.get(i), attributes.listMapKeys());
      if (identity != null && !seen.add(JsonTreeWriter.toText(identity))) {
        errors.add(duplicate(attributes, identity, TreePaths.item(path, i)));
      }
    }
  }

  private static FieldError duplicate(SchemaAttributes attributes, JsonNode identity, String path) {
    List<String> keys = attributes.listMapKeys();
    // The rules for built-ins are older than keys of lists, and point at the field.
    if (attributes.builtin() && attributes.listType() == ListType.MAP && keys.size() == 1) {
      String key = keys.getFirst();
      return FieldError.duplicateJson(
          TreePaths.child(path, key), JsonTreeWriter.toText(identity.get(key)));
    }
    return FieldError.duplicateJson(path, JsonTreeWriter.toText(identity));
  }

  private static @Nullable JsonNode keysOf(JsonNode item, List<String> keys) {
    if (!item.isObject()) {
      return null;
    }
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    for (String key : keys) {
      JsonNode value = item.get(key);
      if (value != null) {
        identity.set(key, value);
      }
    }
    return identity.isEmpty() ? null : identity;
  }
}
