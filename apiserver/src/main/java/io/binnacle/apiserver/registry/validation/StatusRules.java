package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the status of workloads cannot say (VAL-37). */
public final class StatusRules {
  private static final List<String> COUNTS =
      List.of(
          "observedGeneration",
          "replicas",
          "updatedReplicas",
          "readyReplicas",
          "availableReplicas",
          "unavailableReplicas",
          "currentReplicas",
          "fullyLabeledReplicas",
          "currentNumberScheduled",
          "numberMisscheduled",
          "desiredNumberScheduled",
          "numberReady",
          "updatedNumberScheduled",
          "numberAvailable",
          "numberUnavailable",
          "collisionCount");

  /** What is counted among the replicas. */
  private static final List<String> PARTS =
      List.of(
          "updatedReplicas",
          "readyReplicas",
          "availableReplicas",
          "currentReplicas",
          "fullyLabeledReplicas");

  private StatusRules() {}

  public static void check(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    if (old == null || object.sameAt(old, "status")) {
      return;
    }
    for (String count : COUNTS) {
      Long number = object.integer("status", count);
      if (number != null && number < 0) {
        errors.add(
            FieldError.invalid("status." + count, number, "must be greater than or equal to 0"));
      }
    }
    for (String part : PARTS) {
      if (object.has("status", part)) {
        atMost(object, part, "replicas", "status.replicas", errors);
      }
    }
    if (object.has("status", "availableReplicas")) {
      atMost(object, "availableReplicas", "readyReplicas", "readyReplicas", errors);
    }
    long former = old.integerOr(0, "status", "collisionCount");
    long collisions = object.integerOr(0, "status", "collisionCount");
    if (collisions < former) {
      errors.add(FieldError.invalid("status.collisionCount", collisions, "cannot be decremented"));
    }
  }

  private static void atMost(
      Manifest object, String part, String whole, String shownWhole, List<FieldError> errors) {
    long number = object.integerOr(0, "status", part);
    if (number > object.integerOr(0, "status", whole)) {
      errors.add(
          FieldError.invalid("status." + part, number, "cannot be greater than " + shownWhole));
    }
  }
}
