package io.binnacle.apiserver.registry.workload;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** Numbers of a workload's spec that say how many or how long (VAL-03). */
final class Counts {
  private Counts() {}

  /** Complains of each field below {@code spec} that holds a number below zero. */
  static void requireNonNegative(Manifest object, List<FieldError> errors, String... fields) {
    for (String field : fields) {
      long value = object.integerOr(0, "spec", field);
      if (value < 0) {
        errors.add(
            FieldError.invalid("spec." + field, value, "must be greater than or equal to 0"));
      }
    }
  }
}
