package io.binnacle.apiserver.registry.workload;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** What must hold in the spec of a job, its own or a cron job's template (VAL-35, VAL-36). */
final class JobSpecRules {
  /** So that lists of indexes in the status stay within bounds. */
  private static final long INDEXED_MAX = 100_000;

  private JobSpecRules() {}

  /**
   * @param shown where the spec is, as messages name it
   */
  static void check(Manifest spec, String shown, List<FieldError> errors) {
    restartPolicy(spec, shown + ".template.spec.restartPolicy", errors);
    if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
      errors.add(
          FieldError.required(
              shown + ".backoffLimitPerIndex", "when maxFailedIndexes is specified"));
    }
    if (spec.textOrEmpty("completionMode").equals("Indexed")) {
      indexed(spec, shown, errors);
      return;
    }
    for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
      Long number = spec.integer(field);
      if (number != null) {
        errors.add(
            FieldError.invalid(shown + "." + field, number, "requires indexed completion mode"));
      }
    }
  }

  private static void restartPolicy(Manifest spec, String shown, List<FieldError> errors) {
    String policy = spec.textOrEmpty("template", "spec", "restartPolicy");
    if (policy.isEmpty() || policy.equals("Always")) {
      errors.add(FieldError.required(shown, "valid values: \"OnFailure\", \"Never\""));
    } else if (spec.has("podFailurePolicy") && !policy.equals("Never")) {
      errors.add(
          FieldError.invalid(
              shown, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
    }
  }

  private static void indexed(Manifest spec, String shown, List<FieldError> errors) {
    Long completions = spec.integer("completions");
    if (completions == null) {
      errors.add(FieldError.required(shown + ".completions", "when completion mode is Indexed"));
    }
    Long parallelism = spec.integer("parallelism");
    if (parallelism != null && parallelism > INDEXED_MAX) {
      errors.add(
          FieldError.invalid(
              shown + ".parallelism",
              parallelism,
              "must be less than or equal to " + INDEXED_MAX + " when completion mode is Indexed"));
    }
    Long failed = spec.integer("maxFailedIndexes");
    if (failed != null && completions != null && failed > completions) {
      errors.add(
          FieldError.invalid(
              shown + ".maxFailedIndexes", failed, "must be less than or equal to completions"));
    }
    if (failed != null && failed > INDEXED_MAX) {
      errors.add(
          FieldError.invalid(
              shown + ".maxFailedIndexes", failed, "must be less than or equal to " + INDEXED_MAX));
    }
  }
}
