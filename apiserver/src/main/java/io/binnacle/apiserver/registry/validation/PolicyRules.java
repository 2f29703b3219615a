package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Autoscalers, disruption budgets, leases, priorities and roles. */
public final class PolicyRules {
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
  private static final long USER_PRIORITY_MAX = 1_000_000_000;

  /** DEF-65. */
  public static final List<Rule> AUTOSCALER =
      List.of(
          Rule.atLeast(1, "must be greater than or equal to 1", "spec", "minReplicas"),
          Rule.atLeast(1, "must be greater than 0", "spec", "maxReplicas"),
          PolicyRules::maxIsNoLessThanMin);

  /** DEF-66. */
  public static final List<Rule> DISRUPTION_BUDGET =
      List.of(
          PolicyRules::oneKindOfBudget,
          countOrPercent("minAvailable"),
          countOrPercent("maxUnavailable"));

  /** VAL-55. */
  public static final List<Rule> LEASE =
      List.of(
          Rule.atLeast(1, "must be greater than 0", "spec", "leaseDurationSeconds"),
          Rule.atLeast(0, "must be greater than or equal to 0", "spec", "leaseTransitions"));

  /** DEF-67. */
  public static final List<Rule> PRIORITY_CLASS = List.of(PolicyRules::prioritiesOfUsers);

  /** VAL-53. */
  public static final List<Rule> ROLE = List.of(PolicyRules::rulesOfRoles);

  /** VAL-38. */
  public static final List<Rule> CONTROLLER_REVISION =
      List.of(
          (object, _, errors) -> {
            if (!object.has("data")) {
              errors.add(FieldError.required("data", "data is mandatory"));
            }
          },
          Rule.atLeast(0, "must be greater than or equal to 0", "revision"));

  private PolicyRules() {}

  private static void maxIsNoLessThanMin(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    Long least = object.integer("spec", "minReplicas");
    Long most = object.integer("spec", "maxReplicas");
    if (least != null && most != null && most < least) {
      errors.add(
          FieldError.invalid(
              "spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
    }
  }

  private static void oneKindOfBudget(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    if (object.has("spec", "minAvailable") && object.has("spec", "maxUnavailable")) {
      errors.add(
          FieldError.invalidJson(
              "spec",
              Rule.shown(object.object("spec")),
              "minAvailable and maxUnavailable cannot be both set"));
    }
  }

  private static Rule countOrPercent(String field) {
    Rule count = Rule.atLeast(0, "must be greater than or equal to 0", "spec", field);
    return (object, old, errors) -> {
      count.check(object, old, errors);
      String text = object.text("spec", field);
      if (text != null) {
        percent("spec." + field, text, errors);
      }
    };
  }

  /** VAL-03. */
  public static void percent(String shownPath, String text, List<FieldError> errors) {
    if (!PERCENT.matcher(text).matches()) {
      errors.add(
          FieldError.invalid(
              shownPath,
              text,
              "a valid percent string must be a numeric string followed by an ending '%' (e.g."
                  + " '1%',  or '93%', regex used for validation is '[0-9]+%')"));
    } else if (text.length() > 4 || Integer.parseInt(text.substring(0, text.length() - 1)) > 100) {
      errors.add(FieldError.invalid(shownPath, text, "must not be greater than 100%"));
    }
  }

  private static void prioritiesOfUsers(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    long value = object.integerOr(0, "value");
    boolean ofTheSystem =
        List.of("system-node-critical", "system-cluster-critical").contains(object.name());
    if (object.name().startsWith("system-") && !ofTheSystem) {
      errors.add(
          FieldError.forbidden(
              "metadata.name",
              "priority class names with 'system-' prefix are reserved for system use only. error:"
                  + " "
                  + object.name()
                  + " is not a known system priority class"));
    }
    if (!ofTheSystem && value > USER_PRIORITY_MAX) {
      errors.add(
          FieldError.forbidden(
              "value", "maximum allowed value of a user defined priority is " + USER_PRIORITY_MAX));
    }
  }

  private static void rulesOfRoles(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<Manifest> rules = new ArrayList<>(object.items("rules"));
    for (int i = 0; i < rules.size(); i++) {
      Manifest rule = rules.get(i);
      String shown = "rules[" + i + "]";
      if (rule.texts("verbs").isEmpty()) {
        errors.add(FieldError.required(shown + ".verbs", "verbs must contain at least one value"));
      }
      boolean ofPaths = !rule.texts("nonResourceURLs").isEmpty();
      boolean ofResources =
          !rule.texts("apiGroups").isEmpty()
              || !rule.texts("resources").isEmpty()
              || !rule.texts("resourceNames").isEmpty();
      if (ofPaths) {
        checkPaths(object, shown, ofResources, errors);
        continue;
      }
      if (rule.texts("apiGroups").isEmpty()) {
        errors.add(
            FieldError.required(
                shown + ".apiGroups", "resource rules must supply at least one api group"));
      }
      if (rule.texts("resources").isEmpty()) {
        errors.add(
            FieldError.required(
                shown + ".resources", "resource rules must supply at least one resource"));
      }
    }
  }

  private static void checkPaths(
      Manifest role, String shown, boolean ofResources, List<FieldError> errors) {
    if (role.kind().equals("Role")) {
      errors.add(
          FieldError.invalid(
              shown + ".nonResourceURLs",
              "",
              "namespaced rules cannot apply to non-resource URLs"));
    }
    if (ofResources) {
      errors.add(
          FieldError.invalid(
              shown + ".nonResourceURLs",
              "",
              "rules cannot apply to both regular resources and non-resource URLs"));
    }
  }
}
