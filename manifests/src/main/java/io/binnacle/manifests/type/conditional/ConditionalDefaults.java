package io.binnacle.manifests.type.conditional;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * All conditional defaults of a type, in the order in which they are tried. What one rule has set,
 * the next one sees.
 */
public final class ConditionalDefaults {
  public static final ConditionalDefaults NONE = new ConditionalDefaults(List.of());

  private final List<ConditionalDefault> rules;

  private ConditionalDefaults(List<ConditionalDefault> rules) {
    this.rules = rules;
  }

  /**
   * @param rules objects with {@code at}, {@code when} and {@code set}, as {@link
   *     ConditionalDefault} reads them
   * @throws IllegalArgumentException when one of them is not of that form
   */
  public static ConditionalDefaults of(List<ObjectNode> rules) {
    return rules.isEmpty()
        ? NONE
        : new ConditionalDefaults(rules.stream().map(ConditionalDefault::read).toList());
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The same manifest when nothing was to be set. */
  public Manifest apply(Manifest manifest) {
    ObjectNode before = ManifestTree.of(manifest);
    ObjectNode tree = before;
    for (ConditionalDefault rule : rules) {
      tree = rule.apply(tree);
    }
    return unchanged(before, tree) ? manifest : ManifestTree.toManifest(tree);
  }

  /** Rules answer the very same tree when they do not apply. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean unchanged(ObjectNode before, ObjectNode after) {
    return before == after;
  }
}
