package io.binnacle.manifests.schema;

import io.binnacle.manifests.schema.SchemaAttributes.ListType;
import io.binnacle.manifests.schema.SchemaAttributes.ValidationRule;
import io.binnacle.manifests.schema.SchemaAttributes.ValueLimits;
import io.binnacle.manifests.status.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The words of one node of a schema resource, its children apart. */
final class AttributeReader {
  private final ObjectNode node;
  private final String where;
  private final boolean builtin;

  private AttributeReader(ObjectNode node, String where, boolean builtin) {
    this.node = node;
    this.where = where;
    this.builtin = builtin;
  }

  /** Throws IllegalArgumentException that names the place. */
  static SchemaAttributes read(ObjectNode node, String typeName, String where, boolean builtin) {
    return new AttributeReader(node, where, builtin).read(typeName);
  }

  private SchemaAttributes read(String typeName) {
    checkWords();
    return new SchemaAttributes(
        type(),
        text("format"),
        text("description"),
        typeName,
        builtin,
        texts("required"),
        nodes("enum"),
        node.get("default"),
        flag("nullable"),
        flag("x-kubernetes-preserve-unknown-fields"),
        flag("x-kubernetes-embedded-resource"),
        flag("x-binnacle-keep-empty"),
        flag("x-binnacle-unique"),
        listType(),
        texts("x-kubernetes-list-map-keys"),
        text("x-kubernetes-map-type").equals("atomic"),
        text("x-kubernetes-patch-merge-key"),
        strategies(),
        limits(),
        RuleReader.read(node, where, builtin));
  }

  private void checkWords() {
    for (Map.Entry<String, JsonNode> word : node.properties()) {
      switch (word.getKey()) {
        case "$ref", "type", "format", "description", "properties", "items" -> {}
        case "additionalProperties", "required", "enum", "default", "nullable" -> {}
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" -> {}
        case "minLength", "maxLength", "minItems", "maxItems" -> {}
        case "minProperties", "maxProperties", "pattern" -> {}
        case "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields" -> {}
        case "x-kubernetes-embedded-resource", "x-kubernetes-list-type" -> {}
        case "x-kubernetes-list-map-keys", "x-kubernetes-map-type" -> {}
        case "x-kubernetes-patch-merge-key", "x-kubernetes-patch-strategy" -> {}
        case "x-binnacle-keep-empty", "x-binnacle-unique", RuleReader.WORD -> {}
        default -> throw wrong("the word " + word.getKey() + " is not known");
      }
    }
  }

  private SchemaType type() {
    if (flag("x-kubernetes-int-or-string")) {
      return SchemaType.INT_OR_STRING;
    }
    return switch (text("type")) {
      case "" -> SchemaType.ANY;
      case "object" -> SchemaType.OBJECT;
      case "array" -> SchemaType.ARRAY;
      case "string" -> SchemaType.STRING;
      case "integer" -> SchemaType.INTEGER;
      case "number" -> SchemaType.NUMBER;
      case "boolean" -> SchemaType.BOOLEAN;
      default -> throw wrong("the type " + text("type") + " is not known");
    };
  }

  private ListType listType() {
    return switch (text("x-kubernetes-list-type")) {
      case "", "atomic" -> ListType.ATOMIC;
      case "set" -> ListType.SET;
      case "map" -> ListType.MAP;
      default -> throw wrong("the list type is not known");
    };
  }

  private List<String> strategies() {
    String strategies = text("x-kubernetes-patch-strategy");
    return strategies.isEmpty() ? List.of() : List.of(strategies.split(","));
  }

  private ValueLimits limits() {
    ValueLimits limits =
        new ValueLimits(
            number("minimum"),
            number("maximum"),
            flag("exclusiveMinimum"),
            flag("exclusiveMaximum"),
            number("multipleOf"),
            count("minLength"),
            count("maxLength"),
            count("minItems"),
            count("maxItems"),
            count("minProperties"),
            count("maxProperties"),
            pattern());
    return limits.equals(ValueLimits.NONE) ? ValueLimits.NONE : limits;
  }

  private @Nullable Pattern pattern() {
    String pattern = text("pattern");
    try {
      return pattern.isEmpty() ? null : Pattern.compile(pattern);
    } catch (PatternSyntaxException _) {
      throw wrong("the pattern cannot be compiled");
    }
  }

  private String text(String word) {
    JsonNode value = node.get(word);
    if (value == null) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(word + " must be a text");
    }
    return value.stringValue();
  }

  private boolean flag(String word) {
    JsonNode value = node.get(word);
    if (value != null && !value.isBoolean()) {
      throw wrong(word + " must be true or false");
    }
    return value != null && value.booleanValue();
  }

  private @Nullable BigDecimal number(String word) {
    JsonNode value = node.get(word);
    if (value != null && !value.isNumber()) {
      throw wrong(word + " must be a number");
    }
    return value == null ? null : value.decimalValue();
  }

  private @Nullable Integer count(String word) {
    JsonNode value = node.get(word);
    if (value != null && !(value.isIntegralNumber() && value.canConvertToInt())) {
      throw wrong(word + " must be an integer");
    }
    return value == null ? null : value.intValue();
  }

  private List<String> texts(String word) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : nodes(word)) {
      if (!value.isString()) {
        throw wrong(word + " must be a list of texts");
      }
      texts.add(value.stringValue());
    }
    return List.copyOf(texts);
  }

  private List<JsonNode> nodes(String word) {
    JsonNode list = node.get(word);
    if (list == null) {
      return List.of();
    }
    if (!list.isArray()) {
      throw wrong(word + " must be a list");
    }
    return Collections.unmodifiableList(new ArrayList<>(list.values()));
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("schema " + where + ": " + what);
  }

  /** Reads {@code x-kubernetes-validations} (CEL-01); expressions are compiled later. */
  static final class RuleReader {
    static final String WORD = "x-kubernetes-validations";
    private static final String VALUE = "x-binnacle-value";
    private static final String EACH = "x-binnacle-each";
    private static final String UNIQUE_BY = "x-binnacle-uniqueBy";
    private static final List<String> OUR_WORDS = List.of(VALUE, EACH, UNIQUE_BY);

    private RuleReader() {}

    /** Throws IllegalArgumentException that names the place. */
    static List<ValidationRule> read(ObjectNode node, String where, boolean builtin) {
      JsonNode all = node.get(WORD);
      if (all == null) {
        return List.of();
      }
      if (!all.isArray()) {
        throw wrong(where, "the rules must be a list");
      }
      List<ValidationRule> rules = new ArrayList<>();
      for (JsonNode each : all) {
        if (!(each instanceof ObjectNode rule)) {
          throw wrong(where, "a rule must be an object");
        }
        rules.add(rule(rule, where, builtin));
      }
      return List.copyOf(rules);
    }

    private static ValidationRule rule(ObjectNode rule, String where, boolean builtin) {
      for (Map.Entry<String, JsonNode> word : rule.properties()) {
        switch (word.getKey()) {
          case "rule", "message", "messageExpression", "reason", "fieldPath" -> {}
          case "optionalOldSelf" -> {}
          default -> {
            if (!builtin || !OUR_WORDS.contains(word.getKey())) {
              throw wrong(where, "the word " + word.getKey() + " of a rule is not known");
            }
          }
        }
      }
      String expression = text(rule, "rule", where);
      List<String> uniqueBy = uniqueBy(rule, where);
      if (expression.isBlank() == (uniqueBy == null)) {
        throw wrong(where, "a rule needs a rule");
      }
      return new ValidationRule(
          expression,
          text(rule, "message", where),
          text(rule, "messageExpression", where),
          reason(text(rule, "reason", where), where, builtin),
          text(rule, "fieldPath", where),
          rule.path("optionalOldSelf").asBoolean(false),
          text(rule, VALUE, where),
          text(rule, EACH, where),
          uniqueBy);
    }

    private static @Nullable List<String> uniqueBy(ObjectNode rule, String where) {
      JsonNode fields = rule.get(UNIQUE_BY);
      if (fields == null) {
        return null;
      }
      boolean ofList = fields.isArray() && !text(rule, EACH, where).isEmpty();
      if (!ofList || fields.values().stream().anyMatch(field -> !field.isString())) {
        throw wrong(where, "uniqueBy of a rule must be a list of fields of what each names");
      }
      return fields.values().stream().map(JsonNode::stringValue).toList();
    }

    /** The four of Kubernetes, and those that only its own types use. */
    private static FieldError.Type reason(String reason, String where, boolean builtin) {
      FieldError.Type type =
          switch (reason) {
            case "", "FieldValueInvalid" -> FieldError.Type.INVALID;
            case "FieldValueForbidden" -> FieldError.Type.FORBIDDEN;
            case "FieldValueRequired" -> FieldError.Type.REQUIRED;
            case "FieldValueDuplicate" -> FieldError.Type.DUPLICATE;
            default -> builtin ? reasonOfBuiltin(reason) : null;
          };
      if (type == null) {
        throw wrong(where, "the reason " + reason + " of a rule is not known");
      }
      return type;
    }

    private static FieldError.@Nullable Type reasonOfBuiltin(String reason) {
      return switch (reason) {
        case "FieldValueNotSupported" -> FieldError.Type.NOT_SUPPORTED;
        case "FieldValueNotFound" -> FieldError.Type.NOT_FOUND;
        case "FieldValueTooLong" -> FieldError.Type.TOO_LONG;
        case "FieldValueTooMany" -> FieldError.Type.TOO_MANY;
        default -> null;
      };
    }

    private static String text(ObjectNode rule, String word, String where) {
      JsonNode value = rule.get(word);
      if (value == null) {
        return "";
      }
      if (!value.isString()) {
        throw wrong(where, word + " of a rule must be a text");
      }
      return value.stringValue().strip();
    }

    private static IllegalArgumentException wrong(String where, String what) {
      return new IllegalArgumentException("schema " + where + ": " + what);
    }
  }
}
