package io.binnacle.manifests.schema;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a schema says of one node, its children apart. Absent texts are empty, absent limits null.
 *
 * @param typeName the short name of the definition it comes from, {@code PodSpec}; for messages
 * @param keepEmpty whether an empty list or map stays when it is stored; most vanish (DEF-03)
 */
public record SchemaAttributes(
    SchemaType type,
    String format,
    String description,
    String typeName,
    List<String> required,
    List<JsonNode> enumeration,
    @Nullable JsonNode defaultValue,
    boolean nullable,
    boolean preserveUnknownFields,
    boolean embeddedResource,
    boolean keepEmpty,
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
      String pattern) {}

  /** Whether the list or map is merged rather than replaced by a strategic merge patch. */
  public boolean mergesOnPatch() {
    return patchStrategies.contains("merge");
  }
}
