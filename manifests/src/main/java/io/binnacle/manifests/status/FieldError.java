package io.binnacle.manifests.status;

import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * One field that is wrong, in the words that kubectl prints (ERR-09).
 *
 * @param field {@code spec.containers[0].image}
 * @param badValue as it is to be printed: JSON, texts in quotes; null where the type prints none
 */
public record FieldError(Type type, String field, @Nullable String badValue, String detail) {

  /** What is wrong with it: the text that begins the message and the reason of the cause. */
  public enum Type {
    REQUIRED("Required value", "FieldValueRequired"),
    INVALID("Invalid value", "FieldValueInvalid"),
    NOT_SUPPORTED("Unsupported value", "FieldValueNotSupported"),
    DUPLICATE("Duplicate value", "FieldValueDuplicate"),
    FORBIDDEN("Forbidden", "FieldValueForbidden"),
    TOO_LONG("Too long", "FieldValueTooLong"),
    TOO_MANY("Too many", "FieldValueTooMany"),
    NOT_FOUND("Not found", "FieldValueNotFound"),
    TYPE_INVALID("Invalid value", "FieldValueTypeInvalid"),
    INTERNAL("Internal error", "InternalError");

    private final String text;
    private final String causeReason;

    Type(String text, String causeReason) {
      this.text = text;
      this.causeReason = causeReason;
    }
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(Type.REQUIRED, field, null, detail);
  }

  /** The value is a text and is printed in quotes. */
  public static FieldError invalid(String field, String value, String detail) {
    return new FieldError(Type.INVALID, field, quote(value), detail);
  }

  public static FieldError invalid(String field, long value, String detail) {
    return new FieldError(Type.INVALID, field, Long.toString(value), detail);
  }

  /** The value is printed as it stands: JSON already. */
  public static FieldError invalidJson(String field, String json, String detail) {
    return new FieldError(Type.INVALID, field, json, detail);
  }

  public static FieldError notSupported(String field, String value, List<String> supported) {
    StringJoiner list = new StringJoiner(", ", "supported values: ", "");
    supported.forEach(one -> list.add(quote(one)));
    return new FieldError(
        Type.NOT_SUPPORTED, field, quote(value), supported.isEmpty() ? "" : list.toString());
  }

  public static FieldError duplicate(String field, String value) {
    return new FieldError(Type.DUPLICATE, field, quote(value), "");
  }

  public static FieldError duplicateJson(String field, String json) {
    return new FieldError(Type.DUPLICATE, field, json, "");
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(Type.FORBIDDEN, field, null, detail);
  }

  public static FieldError tooLong(String field, int bytesMax) {
    return new FieldError(
        Type.TOO_LONG, field, null, "may not be more than " + bytesMax + " bytes");
  }

  public static FieldError tooMany(String field, int count, int countMax) {
    return new FieldError(
        Type.TOO_MANY, field, Integer.toString(count), "must have at most " + countMax + " items");
  }

  public static FieldError notFound(String field, String value) {
    return new FieldError(Type.NOT_FOUND, field, quote(value), "");
  }

  public static FieldError typeInvalidJson(String field, String json, String detail) {
    return new FieldError(Type.TYPE_INVALID, field, json, detail);
  }

  public static FieldError internal(String field, String detail) {
    return new FieldError(Type.INTERNAL, field, null, detail);
  }

  /** The same error one level further down: {@code at("spec")} makes {@code spec.replicas}. */
  public FieldError at(String parent) {
    String joined = field.isEmpty() ? parent : parent + (field.startsWith("[") ? "" : ".") + field;
    return new FieldError(type, joined, badValue, detail);
  }

  /** {@code Invalid value: "x": detail}: the text without the path. */
  public String text() {
    StringBuilder text = new StringBuilder(type.text);
    if (badValue != null) {
      text.append(": ").append(badValue);
    }
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    return text.toString();
  }

  /** {@code spec.x: Invalid value: "x": detail}. */
  public String message() {
    return field + ": " + text();
  }

  public StatusCause toCause() {
    return new StatusCause(type.causeReason, text(), field);
  }

  /** A text in quotes, with what would break a line escaped. */
  public static String quote(String value) {
    return JsonTreeWriter.toText(StringNode.valueOf(value));
  }
}
