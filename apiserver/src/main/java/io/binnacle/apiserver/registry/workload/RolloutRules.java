package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.validation.PolicyRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a Deployment and a DaemonSet replace their pods (VAL-32, VAL-34). */
final class RolloutRules {
  private RolloutRules() {}

  static void checkDeployment(Manifest object, List<FieldError> errors) {
    for (String share : List.of("maxSurge", "maxUnavailable")) {
      String text = object.text("spec", "strategy", "rollingUpdate", share);
      if (text != null) {
        PolicyRules.percent("spec.strategy.rollingUpdate." + share, text, errors);
      }
    }
    String type = object.textOrEmpty("spec", "strategy", "type");
    if (type.equals("Recreate") && object.has("spec", "strategy", "rollingUpdate")) {
      errors.add(
          FieldError.forbidden(
              "spec.strategy.rollingUpdate",
              "may not be specified when strategy `type` is 'Recreate'"));
    } else if (standsStill(object, "strategy")) {
      errors.add(
          FieldError.invalid(
              "spec.strategy.rollingUpdate.maxUnavailable",
              0,
              "may not be 0 when `maxSurge` is 0"));
    }
    Long deadline = object.integer("spec", "progressDeadlineSeconds");
    if (deadline != null && deadline <= object.integerOr(0, "spec", "minReadySeconds")) {
      errors.add(
          FieldError.invalid(
              "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
    }
  }

  static void checkDaemonSet(Manifest object, List<FieldError> errors) {
    if (standsStill(object, "updateStrategy")) {
      errors.add(
          FieldError.required(
              "spec.updateStrategy.rollingUpdate.maxUnavailable",
              "cannot be 0 when maxSurge is 0"));
    }
  }

  /** No pod more and no pod less: nothing could ever be replaced. */
  private static boolean standsStill(Manifest object, String strategy) {
    return isZero(object.scalarText("spec", strategy, "rollingUpdate", "maxSurge"))
        && isZero(object.scalarText("spec", strategy, "rollingUpdate", "maxUnavailable"));
  }

  private static boolean isZero(@Nullable String count) {
    return count != null && (count.equals("0") || count.equals("0%"));
  }
}
