package io.binnacle.manifests.schema.cel;

import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.schema.cel.value.TreeValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a schema that has rules, or has nodes with rules below it. Children are filled while
 * compiling, since schemas lead back to themselves.
 */
final class RuleNode {
  final StructuralSchema schema;
  final TreeValues values;
  final List<CompiledRule> rules;
  final Map<String, RuleNode> properties = new LinkedHashMap<>();
  @Nullable RuleNode items;
  @Nullable RuleNode additionalProperties;

  /** Whether anything is to be asked here or below; known when the whole graph is. */
  boolean live;

  RuleNode(StructuralSchema schema, TreeValues values, List<CompiledRule> rules) {
    this.schema = schema;
    this.values = values;
    this.rules = rules;
    this.live = !rules.isEmpty();
  }

  /** Takes over from below; true where that changed something. */
  boolean becameLive() {
    boolean below =
        (items != null && items.live)
            || (additionalProperties != null && additionalProperties.live)
            || properties.values().stream().anyMatch(child -> child.live);
    boolean changed = below && !live;
    live |= below;
    return changed;
  }

  /** Forgets the ways that lead to no rule. */
  void prune() {
    properties.values().removeIf(child -> !child.live);
    items = items != null && items.live ? items : null;
    additionalProperties =
        additionalProperties != null && additionalProperties.live ? additionalProperties : null;
  }
}
