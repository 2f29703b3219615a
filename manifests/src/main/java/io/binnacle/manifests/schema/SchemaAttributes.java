package io.binnacle.manifests.schema;

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
    ValueLimits limits) {

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

  /** Whether a strategic merge patch merges the list or map rather than replacing it. */
  public boolean mergesOnPatch() {
    return patchStrategies.contains("merge");
  }

  /** {@code PodSpec}. */
  String structName() {
    return typeName.substring(typeName.lastIndexOf('.') + 1);
  }
}
