package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Priorities, and percentages. */
public final class PolicyRules {
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
  private static final long USER_PRIORITY_MAX = 1_000_000_000;

  /** DEF-67. */
  public static final List<Rule> PRIORITY_CLASS = List.of(PolicyRules::prioritiesOfUsers);

  private PolicyRules() {}

  /**
   * VAL-03.
   *
   * @param bounded whether more than all is too much
   */
  public static void percent(
      String shownPath, String text, boolean bounded, List<FieldError> errors) {
    if (!PERCENT.matcher(text).matches()) {
      errors.add(
          FieldError.invalid(
              shownPath,
              text,
              "a valid percent string must be a numeric string followed by an ending '%' (e.g."
                  + " '1%',  or '93%', regex used for validation is '[0-9]+%')"));
    } else if (bounded
        && (text.length() > 4 || Integer.parseInt(text.substring(0, text.length() - 1)) > 100)) {
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
}
