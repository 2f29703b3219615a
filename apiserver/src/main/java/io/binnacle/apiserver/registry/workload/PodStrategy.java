package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.registry.validation.StatusRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods: their first status, what may change, and how they are deleted (DEF-15, DEL-06, VAL-18). */
public final class PodStrategy implements Strategy {
  private static final long GRACE_SECONDS_DEFAULT = 30;

  private final PodUpdateRules updateRules;

  public PodStrategy() {
    this(PodUpdateRules.MAIN);
  }

  private PodStrategy(PodUpdateRules updateRules) {
    this.updateRules = updateRules;
  }

  @Override
  public Strategy through(String subresource) {
    PodUpdateRules rules = PodUpdateRules.through(subresource);
    return rules == updateRules ? this : new PodStrategy(rules);
  }

  @Override
  public Manifest prepareForCreate(Manifest object) {
    Manifest defaulted = PodTemplates.withDefaults(object, true, "spec");
    return defaulted.edit(
        editor -> {
          editor
              .setText("Pending", "status", "phase")
              .setText(QualityOfService.of(defaulted), "status", "qosClass");
          if (!defaulted.items("spec", "schedulingGates").isEmpty()) {
            editor.setItems(List.of(gated()), "status", "conditions");
          }
        });
  }

  private static Manifest gated() {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText("PodScheduled", "type")
                    .setText("False", "status")
                    .setText("SchedulingGated", "reason")
                    .setText("Scheduling is blocked due to non-empty scheduling gates", "message"));
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    return withSyncedAddresses(PodTemplates.withDefaults(updated, true, "spec"));
  }

  /** VAL-20: podIP is the first of podIPs; where both are said, the older field counts. */
  private static Manifest withSyncedAddresses(Manifest pod) {
    String address = pod.textOrEmpty("status", "podIP");
    List<Manifest> all = pod.items("status", "podIPs");
    String first = all.isEmpty() ? "" : all.getFirst().textOrEmpty("ip");
    if (address.equals(first)) {
      return pod;
    }
    if (address.isEmpty()) {
      return pod.edit(editor -> editor.setText(first, "status", "podIP"));
    }
    Manifest only = Manifest.empty().edit(editor -> editor.setText(address, "ip"));
    return pod.edit(editor -> editor.setItems(List.of(only), "status", "podIPs"));
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    List<FieldError> errors =
        new ArrayList<>(PodTemplates.validate(object, "spec", List.of("spec")));
    if (old == null && object.has("spec", "ephemeralContainers")) {
      errors.add(FieldError.forbidden("spec.ephemeralContainers", "cannot be set on create"));
    }
    if (old != null) {
      errors.addAll(updateRules.check(object, old));
      StatusRules.ofPod(object, old, errors);
    }
    return errors;
  }

  /**
   * Nothing runs of a pod that was not scheduled or has ended, so it goes at once; else the kubelet
   * gets its time.
   */
  @Override
  public long gracePeriodSeconds(Manifest object, @Nullable Long wished) {
    String phase = object.textOrEmpty("status", "phase");
    boolean runsNowhere =
        object.textOrEmpty("spec", "nodeName").isEmpty()
            || phase.equals("Succeeded")
            || phase.equals("Failed");
    if (runsNowhere) {
      return 0;
    }
    if (wished != null) {
      return wished < 0 ? 1 : wished;
    }
    Long former = object.integer("metadata", "deletionGracePeriodSeconds");
    return former != null
        ? former
        : object.integerOr(GRACE_SECONDS_DEFAULT, "spec", "terminationGracePeriodSeconds");
  }

  @Override
  public boolean answersDeleteWithObject() {
    return true;
  }
}
