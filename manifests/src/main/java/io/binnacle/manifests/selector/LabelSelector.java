package io.binnacle.manifests.selector;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.selector.LabelRequirement.Operator;
import io.binnacle.manifests.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A label selector: all of its requirements hold (SEL-01). */
public final class LabelSelector {
  private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private final List<LabelRequirement> requirements;

  private LabelSelector(List<LabelRequirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  public static LabelSelector everything() {
    return EVERYTHING;
  }

  /** Throws StatusException with 400 (SEL-02). */
  public static LabelSelector parse(String text) {
    return text.isEmpty() ? EVERYTHING : new LabelSelector(LabelParser.parse(text));
  }

  /**
   * A selector inside an object: matchLabels and matchExpressions (VAL-04). Throws StatusException
   * with 400 where it could not have passed validation.
   */
  public static LabelSelector ofObject(Manifest selector) {
    List<LabelRequirement> requirements = new ArrayList<>();
    selector
        .textMap("matchLabels")
        .forEach((key, value) -> requirements.add(checked(key, Operator.IN, List.of(value))));
    for (Manifest expression : selector.items("matchExpressions")) {
      List<String> values = expression.texts("values");
      requirements.add(
          checked(expression.textOrEmpty("key"), operator(expression, values), values));
    }
    return new LabelSelector(requirements);
  }

  /** A plain map of labels, as Services and ReplicationControllers have it. */
  public static LabelSelector ofLabels(Map<String, String> labels) {
    List<LabelRequirement> requirements = new ArrayList<>();
    labels.forEach((key, value) -> requirements.add(checked(key, Operator.IN, List.of(value))));
    return new LabelSelector(requirements);
  }

  private static Operator operator(Manifest expression, List<String> values) {
    String name = expression.textOrEmpty("operator");
    Operator operator =
        switch (name) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          default ->
              throw Status.badRequest("\"" + name + "\" is not a valid label selector operator")
                  .toException();
        };
    boolean wantsValues = operator == Operator.IN || operator == Operator.NOT_IN;
    if (wantsValues == values.isEmpty()) {
      String why =
          wantsValues
              ? "values: must be specified when `operator` is 'In' or 'NotIn'"
              : "values: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      throw Status.badRequest(why).toException();
    }
    return operator;
  }

  private static LabelRequirement checked(String key, Operator operator, List<String> values) {
    List<String> wrong = new ArrayList<>(NameRules.qualifiedName(key));
    values.forEach(value -> wrong.addAll(NameRules.labelValue(value)));
    if (!wrong.isEmpty()) {
      throw Status.badRequest("invalid label selector: " + String.join("; ", wrong)).toException();
    }
    return new LabelRequirement(key, operator, values);
  }

  public List<LabelRequirement> requirements() {
    return requirements;
  }

  public boolean isEverything() {
    return requirements.isEmpty();
  }

  public boolean matches(Map<String, String> labels) {
    for (LabelRequirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelSelector that && requirements.equals(that.requirements);
  }

  @Override
  public int hashCode() {
    return requirements.hashCode();
  }

  /** As it stands in a query parameter. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",");
    requirements.forEach(requirement -> text.add(requirement.toString()));
    return text.toString();
  }
}
