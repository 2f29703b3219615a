package io.binnacle.manifests.schema;

import io.binnacle.manifests.format.BoundedMatching;
import io.binnacle.manifests.format.TextFormats;
import io.binnacle.manifests.schema.SchemaAttributes.ValueLimits;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Bounds, lengths, patterns and formats of texts and numbers. */
final class ScalarValidation {
  private ScalarValidation() {}

  static void check(
      SchemaAttributes attributes, JsonNode value, String path, List<FieldError> errors) {
    if (value.isNumber()) {
      checkNumber(attributes, value, path, errors);
    } else if (value.isString()) {
      checkText(attributes, value.stringValue(), path, errors);
    }
  }

  private static void checkNumber(
      SchemaAttributes attributes, JsonNode value, String path, List<FieldError> errors) {
    ValueLimits limits = attributes.limits();
    boolean tooWide =
        switch (attributes.format()) {
          case "int32" -> !isWithin(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case "int64" -> !isWithin(value, Long.MIN_VALUE, Long.MAX_VALUE);
          default -> false;
        };
    if (tooWide) {
      invalid(value, path, "must be of type " + attributes.format(), errors);
    }
    BigDecimal number = value.decimalValue();
    if (attributes.builtin()) {
      checkBuiltin(limits, number, path, errors);
      return;
    }
    BigDecimal minimum = limits.minimum();
    if (minimum != null) {
      int order = number.compareTo(minimum);
      if (order < 0 || (order == 0 && limits.exclusiveMinimum())) {
        String words = limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
        invalid(value, path, "should be " + words + minimum.toPlainString(), errors);
      }
    }
    BigDecimal maximum = limits.maximum();
    if (maximum != null) {
      int order = number.compareTo(maximum);
      if (order > 0 || (order == 0 && limits.exclusiveMaximum())) {
        String words = limits.exclusiveMaximum() ? "less than " : "less than or equal to ";
        invalid(value, path, "should be " + words + maximum.toPlainString(), errors);
      }
    }
    BigDecimal step = limits.multipleOf();
    if (step != null && step.signum() > 0 && number.remainder(step).signum() != 0) {
      invalid(value, path, "should be a multiple of " + step.toPlainString(), errors);
    }
  }

  /** Rules of Kubernetes' own types are older than schemas, and say the same otherwise (VAL-03). */
  private static void checkBuiltin(
      ValueLimits limits, BigDecimal number, String path, List<FieldError> errors) {
    BigDecimal minimum = limits.minimum();
    BigDecimal maximum = limits.maximum();
    boolean below =
        minimum != null && number.compareTo(minimum) < (limits.exclusiveMinimum() ? 1 : 0);
    boolean above = maximum != null && number.compareTo(maximum) > 0;
    if (!below && !above) {
      return;
    }
    String words;
    if (maximum != null) {
      words = "between " + minimum + " and " + maximum.toPlainString() + ", inclusive";
    } else {
      words = (limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ") + minimum;
    }
    errors.add(FieldError.invalidJson(path, number.toPlainString(), "must be " + words));
  }

  private static boolean isWithin(JsonNode value, long lowest, long highest) {
    BigDecimal number = value.decimalValue();
    return number.compareTo(BigDecimal.valueOf(lowest)) >= 0
        && number.compareTo(BigDecimal.valueOf(highest)) <= 0;
  }

  private static void checkText(
      SchemaAttributes attributes, String text, String path, List<FieldError> errors) {
    ValueLimits limits = attributes.limits();
    // A Go struct cannot tell an empty text from none; required says what must be there.
    if (attributes.builtin() && text.isEmpty()) {
      return;
    }
    Integer lengthMax = limits.maxLength();
    Integer lengthMin = limits.minLength();
    if (lengthMax != null || lengthMin != null) {
      int length = text.codePointCount(0, text.length());
      if (lengthMax != null && length > lengthMax) {
        errors.add(FieldError.tooLong(path, lengthMax));
      }
      if (lengthMin != null && length < lengthMin) {
        invalid(text, path, "should be at least " + lengthMin + " chars long", errors);
      }
    }
    Pattern pattern = limits.pattern();
    if (pattern != null && !BoundedMatching.finds(pattern, text)) {
      invalid(text, path, "should match '" + pattern.pattern() + "'", errors);
    }
    boolean formatChecked = !attributes.builtin();
    if (formatChecked && !TextFormats.holds(attributes.format(), text)) {
      invalid(
          text,
          path,
          "must be of type " + attributes.format() + ": " + FieldError.quote(text),
          errors);
    }
  }

  private static void invalid(JsonNode value, String path, String words, List<FieldError> errors) {
    errors.add(
        FieldError.invalidJson(path, JsonTreeWriter.toText(value), path + " in body " + words));
  }

  private static void invalid(String value, String path, String words, List<FieldError> errors) {
    errors.add(FieldError.invalid(path, value, path + " in body " + words));
  }
}
