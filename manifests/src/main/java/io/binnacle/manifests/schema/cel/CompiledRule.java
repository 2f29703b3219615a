package io.binnacle.manifests.schema.cel;

import io.binnacle.manifests.schema.SchemaAttributes.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A rule that can be asked.
 *
 * @param condition yields whether it holds; null where the rule is {@code uniqueBy}
 * @param message yields the message, where there is such an expression
 * @param shown yields the value that the error shows, where there is such an expression
 * @param path where the error is, below the node
 * @param usesOldSelf whether it is about the transition from the old value (CEL-03)
 */
record CompiledRule(
    ValidationRule source,
    @Nullable Expression condition,
    @Nullable Expression message,
    @Nullable Expression shown,
    RulePath path,
    boolean usesOldSelf) {

  /** The message, or the rule where it has none; as errors of evaluation name it. */
  String name() {
    return source.message().isEmpty() ? source.rule() : source.message();
  }

  String defaultMessage() {
    return source.message().isEmpty() ? "failed rule: " + source.rule() : source.message();
  }
}
