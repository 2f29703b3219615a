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
    share(object, "strategy", "maxSurge", false, errors);
    share(object, "strategy", "maxUnavailable", true, errors);
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
    share(object, "updateStrategy", "maxSurge", true, errors);
    share(object, "updateStrategy", "maxUnavailable", true, errors);
    String surge = object.scalarText("spec", "updateStrategy", "rollingUpdate", "maxSurge");
    String gone = object.scalarText("spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
    if (surge != null && gone != null && !isZero(surge) && !isZero(gone)) {
      errors.add(
          FieldError.invalidJson(
              "spec.updateStrategy.rollingUpdate.maxSurge",
              surge.endsWith("%") ? FieldError.quote(surge) : surge,
              "may not be set when maxUnavailable is non-zero"));
    }
    if (standsStill(object, "updateStrategy")) {
      errors.add(
          FieldError.required(
              "spec.updateStrategy.rollingUpdate.maxUnavailable",
              "cannot be 0 when maxSurge is 0"));
    }
  }

  static void checkStatefulSet(Manifest object, List<FieldError> errors) {
    share(object, "updateStrategy", "maxUnavailable", true, errors);
    String gone = object.scalarText("spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
    if (isZero(gone)) {
      errors.add(
          FieldError.invalidJson(
              "spec.updateStrategy.rollingUpdate.maxUnavailable",
              "0".equals(gone) ? "0" : FieldError.quote("0%"),
              "cannot be 0"));
    }
  }

  /**
   * A number of pods, or a share of them.
   *
   * @param ofThem whether it cannot be more than all
   */
  private static void share(
      Manifest object, String strategy, String name, boolean ofThem, List<FieldError> errors) {
    String shown = "spec." + strategy + ".rollingUpdate." + name;
    Long count = object.integer("spec", strategy, "rollingUpdate", name);
    String share = object.text("spec", strategy, "rollingUpdate", name);
    if (count != null && count < 0) {
      errors.add(FieldError.invalid(shown, count, "must be greater than or equal to 0"));
    } else if (share != null) {
      PolicyRules.percent(shown, share, ofThem, errors);
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
