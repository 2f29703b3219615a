package io.binnacle.manifests.selector;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** What must hold of a label selector inside an object, field by field (VAL-04). */
public final class SelectorRules {
  private SelectorRules() {}

  /**
   * @param field the selector, as messages name it
   */
  public static void check(Manifest selector, String field, List<FieldError> errors) {
    errors.addAll(NameRules.labels(selector.textMap("matchLabels"), field + ".matchLabels"));
    List<Manifest> expressions = selector.items("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      expression(expressions.get(i), field + ".matchExpressions[" + i + "]", errors);
    }
  }

  private static void expression(Manifest expression, String field, List<FieldError> errors) {
    List<String> values = expression.texts("values");
    String operator = expression.textOrEmpty("operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.add(
              FieldError.required(
                  field + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.add(
              FieldError.forbidden(
                  field + ".values",
                  "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(field + ".operator", operator, "not a valid selector operator"));
    }
    String key = expression.textOrEmpty("key");
    NameRules.qualifiedName(key)
        .forEach(why -> errors.add(FieldError.invalid(field + ".key", key, why)));
    for (int i = 0; i < values.size(); i++) {
      String shown = field + ".values[" + i + "]";
      String value = values.get(i);
      NameRules.labelValue(value).forEach(why -> errors.add(FieldError.invalid(shown, value, why)));
    }
  }
}
