package io.binnacle.manifests.selector;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One requirement of a label selector. Values are sorted and without duplicates. */
public record LabelRequirement(String key, Operator operator, List<String> values) {

  /** How the value of the label is compared. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER_THAN,
    LESS_THAN
  }

  public LabelRequirement {
    values = values.stream().distinct().sorted().toList();
  }

  boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GREATER_THAN -> compares(value) > 0;
      case LESS_THAN -> compares(value) < 0;
    };
  }

  /** Zero, which neither operator takes, where the object's value is no number. */
  private int compares(@Nullable String value) {
    Long found = value == null ? null : integer(value);
    Long bound = integer(values.getFirst());
    return found == null || bound == null ? 0 : Long.compare(found, bound);
  }

  static @Nullable Long integer(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /** As it stands in a query parameter. */
  @Override
  public String toString() {
    String list = String.join(",", values);
    return switch (operator) {
      case IN -> values.size() == 1 ? key + "=" + list : key + " in (" + list + ")";
      case NOT_IN -> values.size() == 1 ? key + "!=" + list : key + " notin (" + list + ")";
      case EXISTS -> key;
      case DOES_NOT_EXIST -> "!" + key;
      case GREATER_THAN -> key + ">" + list;
      case LESS_THAN -> key + "<" + list;
    };
  }
}
