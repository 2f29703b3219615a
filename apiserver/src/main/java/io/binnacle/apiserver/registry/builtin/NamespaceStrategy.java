package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules.NameRule;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;

/** Namespaces: kept by spec.finalizers until they are empty (DEF-60, SUB-20 to SUB-24). */
final class NamespaceStrategy implements Strategy {
  static final String FINALIZER = "kubernetes";
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";
  private static final List<String> PROTECTED = List.of("default", "kube-system", "kube-public");

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public Manifest prepareForCreate(Manifest object) {
    List<String> finalizers = new ArrayList<>(object.texts("spec", "finalizers"));
    if (!finalizers.contains(FINALIZER)) {
      finalizers.add(FINALIZER);
    }
    return labelled(
        object.edit(
            editor ->
                editor
                    .setTexts(finalizers, "spec", "finalizers")
                    .setText("Active", "status", "phase")));
  }

  /** Finalizers change through their own URL only, which does not come by here. */
  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    return labelled(updated.edit(editor -> editor.copyFrom(old, "spec", "finalizers")));
  }

  private static Manifest labelled(Manifest object) {
    return object.edit(editor -> editor.setText(object.name(), "metadata", "labels", NAME_LABEL));
  }

  @Override
  public void checkDelete(Manifest object) {
    if (PROTECTED.contains(object.name())) {
      throw new StatusException(
          Status.forbidden(
              new GroupResource("", "namespaces"),
              object.name(),
              "this namespace may not be deleted"));
    }
  }

  @Override
  public Manifest markDeleting(Manifest object) {
    return object.edit(editor -> editor.setText("Terminating", "status", "phase"));
  }

  @Override
  public boolean isHeldBack(Manifest object) {
    return !object.texts("spec", "finalizers").isEmpty();
  }

  @Override
  public boolean answersDeleteWithObject() {
    return true;
  }
}
