package io.binnacle.manifests.selector;

import java.util.List;
import java.util.function.Function;

/** A field selector (SEL-03): all of its requirements hold. */
@SuppressWarnings("DoNotCallSuggester")
public final class FieldSelector {
  /** {@code field=value}, or {@code field!=value} where it is negated. */
  public record Requirement(String field, boolean negated, String value) {}

  private final List<Requirement> requirements;

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  public static FieldSelector everything() {
    return new FieldSelector(List.of());
  }

  /** Throws StatusException with 400. */
  public static FieldSelector parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  public List<Requirement> requirements() {
    return requirements;
  }

  public boolean isEverything() {
    return requirements.isEmpty();
  }

  /** The function answers the value of a field, empty where the object has none. */
  public boolean matches(Function<String, String> valueOfField) {
    return requirements.stream()
        .allMatch(one -> valueOfField.apply(one.field()).equals(one.value()) != one.negated());
  }
}
