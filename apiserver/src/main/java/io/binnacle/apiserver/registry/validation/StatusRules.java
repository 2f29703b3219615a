package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the status of workloads and pods cannot say (VAL-20, VAL-37). */
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

  /** A container that has ended for good does not run again, and addresses are one of a family. */
  public static void ofPod(Manifest pod, Manifest old, List<FieldError> errors) {
    if (pod.sameAt(old, "status")) {
      return;
    }
    String policy = pod.textOrEmpty("spec", "restartPolicy");
    if (!policy.equals("Always")) {
      ended(pod, old, policy.equals("OnFailure"), errors);
    }
    List<Manifest> addresses = pod.items("status", "podIPs");
    int[] perFamily = new int[2];
    for (int i = 0; i < addresses.size(); i++) {
      String address = addresses.get(i).textOrEmpty("ip");
      Rule.address(address, "status.podIPs[" + i + "]", errors);
      perFamily[address.contains(":") ? 1 : 0]++;
    }
    if (perFamily[0] > 1 || perFamily[1] > 1) {
      errors.add(
          FieldError.invalid(
              "status.podIPs", "", "may specify no more than one IP for each IP family"));
    }
  }

  private static void ended(
      Manifest pod, Manifest old, boolean failedOnesRestart, List<FieldError> errors) {
    for (Manifest before : old.items("status", "containerStatuses")) {
      Long code = before.integer("state", "terminated", "exitCode");
      if (code == null || (failedOnesRestart && code != 0)) {
        continue;
      }
      List<Manifest> statuses = pod.items("status", "containerStatuses");
      for (int i = 0; i < statuses.size(); i++) {
        boolean isSame = statuses.get(i).textOrEmpty("name").equals(before.textOrEmpty("name"));
        if (isSame && !statuses.get(i).has("state", "terminated")) {
          errors.add(
              FieldError.forbidden(
                  "status.containerStatuses[" + i + "].state",
                  "may not be transitioned to non-terminated state"));
        }
      }
    }
  }
}
