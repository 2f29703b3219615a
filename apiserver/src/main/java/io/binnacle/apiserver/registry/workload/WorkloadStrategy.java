package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.strategy.Propagation;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.registry.validation.StatusRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.selector.LabelSelector;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deployments, ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers: what they have in
 * common is a selector that must match a pod template (VAL-30, VAL-31).
 */
public final class WorkloadStrategy implements Strategy {
  private static final String[] SPEC = {"spec", "template", "spec"};
  private static final String SPEC_SHOWN = "spec.template.spec";
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  private final Kind kind;

  public WorkloadStrategy(Kind kind) {
    this.kind = kind;
  }

  /** Which of them. */
  public enum Kind {
    DEPLOYMENT("deployment", "ReplicaSet"),
    REPLICA_SET("replicaset", "ReplicaSet"),
    STATEFUL_SET("statefulset", "StatefulSet"),
    DAEMON_SET("daemonset", "DaemonSet"),
    /** Its selector is a plain map, and is taken from the template where it is absent. */
    REPLICATION_CONTROLLER("replicationcontroller", "ReplicationController");

    private final String text;

    /** Whose template it is in messages: that of a Deployment becomes a ReplicaSet's. */
    private final String shown;

    Kind(String text, String shown) {
      this.text = text;
      this.shown = shown;
    }
  }

  @Override
  public Manifest prepareForCreate(Manifest object) {
    Manifest prepared = prepare(object);
    return kind == Kind.DAEMON_SET ? withTemplateGeneration(prepared, 1) : prepared;
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    Manifest prepared = prepare(updated);
    if (kind != Kind.DAEMON_SET) {
      return prepared;
    }
    long former = templateGeneration(old);
    boolean same = prepared.unchangedAt(old, "spec", "template");
    return withTemplateGeneration(prepared, same ? former : former + 1);
  }

  /** Whatever a client calls them: protobuf cannot say it, and both must give the same object. */
  private static Manifest withClaimKinds(Manifest statefulSet) {
    List<Manifest> claims =
        statefulSet.items("spec", "volumeClaimTemplates").stream()
            .map(
                claim ->
                    claim.edit(
                        editor ->
                            editor
                                .setText("v1", "apiVersion")
                                .setText("PersistentVolumeClaim", "kind")))
            .toList();
    return claims.isEmpty()
        ? statefulSet
        : statefulSet.edit(editor -> editor.setItems(claims, "spec", "volumeClaimTemplates"));
  }

  private static long templateGeneration(Manifest daemonSet) {
    String text = daemonSet.annotations().getOrDefault(TEMPLATE_GENERATION, "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** DEF-23: kept by the server for clients of the time when it was a field. */
  private static Manifest withTemplateGeneration(Manifest daemonSet, long generation) {
    return daemonSet.edit(
        editor ->
            editor.setText(
                Long.toString(generation), "metadata", "annotations", TEMPLATE_GENERATION));
  }

  private Manifest prepare(Manifest object) {
    Manifest defaulted = PodTemplates.withDefaults(object, false, SPEC);
    if (kind == Kind.STATEFUL_SET) {
      return withClaimKinds(defaulted);
    }
    if (kind != Kind.REPLICATION_CONTROLLER) {
      return defaulted;
    }
    Map<String, String> labels = object.textMap("spec", "template", "metadata", "labels");
    return defaulted.edit(
        editor -> {
          if (object.textMap("spec", "selector").isEmpty() && !labels.isEmpty()) {
            editor.setTextMap(labels, "spec", "selector");
          }
          if (object.labels().isEmpty() && !labels.isEmpty()) {
            editor.setTextMap(labels, "metadata", "labels");
          }
        });
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    List<FieldError> errors = new ArrayList<>();
    validateSelector(object, errors);
    // The claims of a StatefulSet become volumes of its pods.
    List<String> claims =
        object.items("spec", "volumeClaimTemplates").stream().map(Manifest::name).toList();
    errors.addAll(PodTemplates.validate(object, SPEC_SHOWN, List.of(SPEC), claims));
    String restartPolicy = object.textOrEmpty("spec", "template", "spec", "restartPolicy");
    if (!restartPolicy.isEmpty() && !restartPolicy.equals("Always")) {
      errors.add(
          FieldError.notSupported(SPEC_SHOWN + ".restartPolicy", restartPolicy, List.of("Always")));
    }
    if (object.has("spec", "template", "spec", "activeDeadlineSeconds")) {
      errors.add(
          FieldError.forbidden(
              SPEC_SHOWN + ".activeDeadlineSeconds",
              "activeDeadlineSeconds in " + kind.shown + " is not Supported"));
    }
    StatusRules.check(object, old, errors);
    if (kind == Kind.STATEFUL_SET) {
      RolloutRules.checkStatefulSet(object, errors);
      if (old != null) {
        validateStatefulSetUpdate(object, old, errors);
      }
    }
    if (kind == Kind.DEPLOYMENT) {
      RolloutRules.checkDeployment(object, errors);
    }
    if (kind == Kind.DAEMON_SET) {
      RolloutRules.checkDaemonSet(object, errors);
    }
    return errors;
  }

  private void validateSelector(Manifest object, List<FieldError> errors) {
    Map<String, String> labels = object.textMap("spec", "template", "metadata", "labels");
    LabelSelector selector;
    if (kind == Kind.REPLICATION_CONTROLLER) {
      Map<String, String> wanted = object.textMap("spec", "selector");
      if (!wanted.isEmpty() && !labels.entrySet().containsAll(wanted.entrySet())) {
        errors.add(mismatch(labels));
      }
      return;
    }
    Manifest stated = object.object("spec", "selector");
    if (stated == null) {
      // That it is required, the schema says.
      return;
    }
    if (stated.textMap("matchLabels").isEmpty() && stated.items("matchExpressions").isEmpty()) {
      errors.add(
          FieldError.invalidJson(
              "spec.selector", "{}", "empty selector is invalid for " + kind.text));
      return;
    }
    try {
      selector = LabelSelector.ofObject(stated);
    } catch (StatusException malformed) {
      // What is wrong with which field, the schema says.
      errors.add(FieldError.invalidJson("spec.selector", text(stated), "invalid label selector"));
      return;
    }
    if (!selector.matches(labels)) {
      errors.add(mismatch(labels));
    }
  }

  private static FieldError mismatch(Map<String, String> labels) {
    Manifest shown =
        Manifest.empty()
            .edit(
                editor ->
                    new LinkedHashMap<>(labels)
                        .forEach((key, value) -> editor.setText(value, key)));
    return FieldError.invalidJson(
        "spec.template.metadata.labels",
        text(shown),
        "`selector` does not match template `labels`");
  }

  private static String text(Manifest object) {
    return new String(object.toJson(), StandardCharsets.UTF_8);
  }

  /** VAL-33. */
  private static void validateStatefulSetUpdate(
      Manifest object, Manifest old, List<FieldError> errors) {
    if (!withoutMutableFields(object).unchangedAt(withoutMutableFields(old), "spec")) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                  + " forbidden"));
    }
  }

  private static Manifest withoutMutableFields(Manifest object) {
    return object.edit(
        editor -> {
          for (String field :
              List.of(
                  "replicas",
                  "ordinals",
                  "template",
                  "updateStrategy",
                  "revisionHistoryLimit",
                  "persistentVolumeClaimRetentionPolicy",
                  "minReadySeconds")) {
            editor.remove("spec", field);
          }
        });
  }

  @Override
  public Propagation defaultPropagation() {
    return kind == Kind.REPLICATION_CONTROLLER ? Propagation.ORPHAN : Propagation.BACKGROUND;
  }
}
