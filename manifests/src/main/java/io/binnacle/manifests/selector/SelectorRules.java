package io.binnacle.manifests.selector;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** What must hold of selectors of labels and of nodes inside an object (VAL-04, VAL-16). */
public final class SelectorRules {
  private static final String UNKNOWN_OPERATOR = "not a valid selector operator";

  private SelectorRules() {}

  /**
   * A label selector.
   *
   * @param field the selector, as messages name it
   */
  public static void check(Manifest selector, String field, List<FieldError> errors) {
    errors.addAll(NameRules.labels(selector.textMap("matchLabels"), field + ".matchLabels"));
    List<Manifest> expressions = selector.items("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      expression(expressions.get(i), field + ".matchExpressions[" + i + "]", errors);
    }
  }

  /**
   * A term of a node selector.
   *
   * @param mustMatch whether no node is taken without it, rather than others preferred; only then
   *     values are looked at
   */
  public static void checkNodeTerm(
      Manifest term, boolean mustMatch, String field, List<FieldError> errors) {
    List<Manifest> expressions = term.items("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      nodeLabel(expressions.get(i), mustMatch, field + ".matchExpressions[" + i + "]", errors);
    }
    List<Manifest> fields = term.items("matchFields");
    for (int i = 0; i < fields.size(); i++) {
      nodeField(fields.get(i), field + ".matchFields[" + i + "]", errors);
    }
  }

  private static void nodeLabel(
      Manifest expression, boolean mustMatch, String field, List<FieldError> errors) {
    List<String> values = expression.texts("values");
    String operator = expression.textOrEmpty("operator");
    if (!operator.equals("Gt") && !operator.equals("Lt")) {
      operator(operator, values, field, errors);
    } else if (values.size() != 1) {
      errors.add(
          FieldError.required(
              field + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    }
    key(expression, field, errors);
    if (mustMatch) {
      values(values, field, errors);
    }
  }

  /** The only field of nodes that can be asked for is their name. */
  private static void nodeField(Manifest expression, String field, List<FieldError> errors) {
    List<String> values = expression.texts("values");
    String operator = expression.textOrEmpty("operator");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      errors.add(FieldError.invalid(field + ".operator", operator, UNKNOWN_OPERATOR));
    } else if (values.size() != 1) {
      errors.add(
          FieldError.required(
              field + ".values",
              "must be only one value when `operator` is 'In' or 'NotIn' for node field"
                  + " selector"));
    }
    String key = expression.textOrEmpty("key");
    if (!key.equals("metadata.name")) {
      errors.add(FieldError.invalid(field + ".key", key, "not a valid field selector key"));
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      String shown = field + ".values[" + i + "]";
      String value = values.get(i);
      NameRules.dnsSubdomain(value)
          .forEach(why -> errors.add(FieldError.invalid(shown, value, why)));
    }
  }

  private static void expression(Manifest expression, String field, List<FieldError> errors) {
    List<String> values = expression.texts("values");
    operator(expression.textOrEmpty("operator"), values, field, errors);
    key(expression, field, errors);
    values(values, field, errors);
  }

  private static void operator(
      String operator, List<String> values, String field, List<FieldError> errors) {
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
      default -> errors.add(FieldError.invalid(field + ".operator", operator, UNKNOWN_OPERATOR));
    }
  }

  private static void key(Manifest expression, String field, List<FieldError> errors) {
    String key = expression.textOrEmpty("key");
    NameRules.qualifiedName(key)
        .forEach(why -> errors.add(FieldError.invalid(field + ".key", key, why)));
  }

  private static void values(List<String> values, String field, List<FieldError> errors) {
    for (int i = 0; i < values.size(); i++) {
      String shown = field + ".values[" + i + "]";
      String value = values.get(i);
      NameRules.labelValue(value).forEach(why -> errors.add(FieldError.invalid(shown, value, why)));
    }
  }
}
