package io.binnacle.manifests.schema;

import io.binnacle.manifests.status.FieldError;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a schema says of one node, its children apart. Absent texts are empty, absent limits null.
 *
 * @param typeName what Go calls the type of a built-in, {@code v1.PodSpec}, where it has a name
 * @param builtin whether the field belongs to a built-in type, whose values Kubernetes reads into
 *     Go structs: null counts as left out, empty lists and maps vanish (DEF-03), times and
 *     quantities have one form (DEF-01, DEF-02). Custom resources keep what was sent.
 * @param keepEmpty whether the empty list or map of a built-in stays all the same
 * @param unique whether keys of a built-in's list are checked; for custom resources they always are
 * @param rules what CEL says of values here, read by {@code schema.cel}
 */
public record SchemaAttributes(
    SchemaType type,
    String format,
    String description,
    String typeName,
    boolean builtin,
    List<String> required,
    List<JsonNode> enumeration,
    @Nullable JsonNode defaultValue,
    boolean nullable,
    boolean preserveUnknownFields,
    boolean embeddedResource,
    boolean keepEmpty,
    boolean unique,
    ListType listType,
    List<String> listMapKeys,
    boolean atomicMap,
    String patchMergeKey,
    List<String> patchStrategies,
    ValueLimits limits,
    List<ValidationRule> rules) {

  /** {@code x-kubernetes-list-type}. */
  public enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /** Bounds of values; null where there is none. */
  public record ValueLimits(
      @Nullable BigDecimal minimum,
      @Nullable BigDecimal maximum,
      boolean exclusiveMinimum,
      boolean exclusiveMaximum,
      @Nullable BigDecimal multipleOf,
      @Nullable Integer minLength,
      @Nullable Integer maxLength,
      @Nullable Integer minItems,
      @Nullable Integer maxItems,
      @Nullable Integer minProperties,
      @Nullable Integer maxProperties,
      @Nullable Pattern pattern) {

    /** Most nodes have none of them, and share this. */
    static final ValueLimits NONE =
        new ValueLimits(null, null, false, false, null, null, null, null, null, null, null, null);
  }

  /**
   * One rule of {@code x-kubernetes-validations} (CEL-01): what must hold of the value at a node
   * and what is said where it does not. Absent texts are empty.
   *
   * @param rule a CEL expression over {@code self} and {@code oldSelf} that yields true where all
   *     is well
   * @param message what is wrong; where it is empty, the rule itself is shown
   * @param messageExpression a CEL expression that yields the message
   * @param reason the kind of error
   * @param fieldPath below the node, {@code .spec.x} or {@code .data['key']}: where the error is
   * @param optionalOldSelf whether the rule is asked on create too, oldSelf being an optional
   * @param valueExpression a CEL expression that yields the value that is shown. For built-ins
   *     only, whose messages are older than CEL; where it is empty, the value at the field path is
   *     shown
   * @param each a list or map below the node, for built-ins only: the rule is asked once for each
   *     {@code item} in it, with its {@code index} or {@code key}, and the error is at that item
   * @param uniqueBy fields in which no two items of the list {@code each} may be the same, for
   *     built-ins only; an empty list means the items themselves. It takes the place of the rule,
   *     which would have to compare each item with all others. Null where there is a rule
   */
  public record ValidationRule(
      String rule,
      String message,
      String messageExpression,
      FieldError.Type reason,
      String fieldPath,
      boolean optionalOldSelf,
      String valueExpression,
      String each,
      @Nullable List<String> uniqueBy) {}

  /** Whether a strategic merge patch merges the list or map rather than replacing it. */
  public boolean mergesOnPatch() {
    return patchStrategies.contains("merge");
  }

  /** {@code PodSpec}. */
  String structName() {
    return typeName.substring(typeName.lastIndexOf('.') + 1);
  }
}
