package io.binnacle.apiserver.registry.workload;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What may change about a pod, by the URL an update comes through (VAL-18, SUB-40, SUB-41). */
enum PodUpdateRules {
  /** The object itself: most of its spec stays as it was created. */
  MAIN {
    @Override
    List<FieldError> check(Manifest object, Manifest old) {
      List<FieldError> errors = new ArrayList<>();
      for (String list : CONTAINER_LISTS) {
        if (old.items(SPEC, list).size() != object.items(SPEC, list).size()) {
          errors.add(
              FieldError.forbidden("spec." + list, "pod updates may not add or remove containers"));
        }
      }
      if (!errors.isEmpty()) {
        return errors;
      }
      checkDeadline(object, old, errors);
      checkTolerations(object, old, errors);
      checkGates(object, old, errors);
      if (!mayHaveGracePeriod(object, old)
          || !withoutMutableFields(old).unchangedAt(withoutMutableFields(object), SPEC)) {
        errors.add(FieldError.forbidden(SPEC, MUTABLE_FIELDS));
      }
      return errors;
    }
  },

  /** Nothing of the spec, or only what the server itself sets. */
  PART {
    @Override
    List<FieldError> check(Manifest object, Manifest old) {
      return List.of();
    }
  },

  /** Entries may only be added. */
  EPHEMERAL_CONTAINERS {
    @Override
    List<FieldError> check(Manifest object, Manifest old) {
      List<FieldError> errors = new ArrayList<>();
      Map<String, Manifest> now = byName(object.items(SPEC, EPHEMERAL));
      byName(old.items(SPEC, EPHEMERAL))
          .forEach(
              (name, before) -> {
                Manifest after = now.get(name);
                if (after == null || !after.equals(before)) {
                  errors.add(
                      FieldError.forbidden(
                          "spec." + EPHEMERAL,
                          "existing ephemeral containers \"%s\" may not be %s"
                              .formatted(name, after == null ? "removed" : "changed")));
                }
              });
      checkEach(object, errors);
      return errors;
    }

    private void checkEach(Manifest pod, List<FieldError> errors) {
      TreeSet<String> others = new TreeSet<>();
      CONTAINER_LISTS.forEach(list -> others.addAll(byName(pod.items(SPEC, list)).keySet()));
      TreeSet<String> taken = new TreeSet<>(others);
      int index = 0;
      for (Manifest container : pod.items(SPEC, EPHEMERAL)) {
        String field = "spec." + EPHEMERAL + "[" + index + "]";
        String name = container.textOrEmpty("name");
        if (!name.isEmpty() && !taken.add(name)) {
          errors.add(FieldError.duplicate(field + ".name", name));
        }
        if (container.textOrEmpty("image").isEmpty()) {
          errors.add(FieldError.required(field + ".image", ""));
        }
        for (String each : NOT_EPHEMERAL) {
          if (!container.fieldNames(each).isEmpty() || !container.items(each).isEmpty()) {
            errors.add(
                FieldError.forbidden(
                    field + "." + each, "cannot be set for an Ephemeral Container"));
          }
        }
        String target = container.textOrEmpty("targetContainerName");
        if (!target.isEmpty() && !others.contains(target)) {
          errors.add(FieldError.notFound(field + ".targetContainerName", target));
        }
        index++;
      }
    }
  },

  /** Only cpu and memory, and not so much that the pod is of another class. */
  RESIZE {
    @Override
    List<FieldError> check(Manifest object, Manifest old) {
      List<FieldError> errors = new ArrayList<>();
      if (!withoutResizable(object).unchangedAt(withoutResizable(old), SPEC)) {
        errors.add(FieldError.forbidden(SPEC, "only cpu and memory resources are mutable"));
      }
      String now = QualityOfService.of(object);
      if (!now.equals(QualityOfService.of(old))) {
        errors.add(
            FieldError.invalid(SPEC, now, "Pod QOS Class may not change as a result of resizing"));
      }
      return errors;
    }
  };

  private static final String SPEC = "spec";
  private static final String EPHEMERAL = "ephemeralContainers";
  private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");
  private static final List<String> NOT_EPHEMERAL =
      List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "resources", "lifecycle");
  private static final String MUTABLE_FIELDS =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
          + "`spec.tolerations` (only additions to existing tolerations),"
          + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
          + " previously negative)";

  /**
   * @param subresource as in the URL, empty for the object itself
   */
  static PodUpdateRules through(String subresource) {
    return switch (subresource) {
      case "" -> MAIN;
      case "ephemeralcontainers" -> EPHEMERAL_CONTAINERS;
      case "resize" -> RESIZE;
      default -> PART;
    };
  }

  /** What is wrong with the new object, given the old one. */
  abstract List<FieldError> check(Manifest object, Manifest old);

  private static void checkDeadline(Manifest object, Manifest old, List<FieldError> errors) {
    Long before = old.integer(SPEC, "activeDeadlineSeconds");
    Long after = object.integer(SPEC, "activeDeadlineSeconds");
    if (before == null) {
      return;
    }
    String field = "spec.activeDeadlineSeconds";
    if (after == null) {
      errors.add(
          FieldError.invalidJson(
              field, "null", "must not update from a positive integer to nil value"));
    } else if (after > before) {
      errors.add(FieldError.invalid(field, after, "must be less than or equal to previous value"));
    }
  }

  /** For how long something is tolerated may change; what is tolerated only grows. */
  private static void checkTolerations(Manifest object, Manifest old, List<FieldError> errors) {
    Set<Manifest> kept = new HashSet<>();
    object.items(SPEC, "tolerations").forEach(each -> kept.add(withoutSeconds(each)));
    boolean all =
        old.items(SPEC, "tolerations").stream()
            .allMatch(each -> kept.contains(withoutSeconds(each)));
    if (!all) {
      errors.add(
          FieldError.forbidden(
              "spec.tolerations",
              "existing toleration can not be modified except its tolerationSeconds"));
    }
  }

  private static Manifest withoutSeconds(Manifest toleration) {
    return toleration.edit(editor -> editor.remove("tolerationSeconds"));
  }

  private static void checkGates(Manifest object, Manifest old, List<FieldError> errors) {
    Map<String, Manifest> known = byName(old.items(SPEC, "schedulingGates"));
    List<Manifest> gates = object.items(SPEC, "schedulingGates");
    for (int i = 0; i < gates.size(); i++) {
      String name = gates.get(i).textOrEmpty("name");
      if (!known.containsKey(name)) {
        errors.add(
            FieldError.forbidden(
                "spec.schedulingGates[" + i + "].name",
                "only deletion is allowed, but found new scheduling gate '" + name + "'"));
      }
    }
  }

  private static boolean mayHaveGracePeriod(Manifest object, Manifest old) {
    Long before = old.integer(SPEC, "terminationGracePeriodSeconds");
    Long after = object.integer(SPEC, "terminationGracePeriodSeconds");
    boolean mended = before != null && before < 0 && after != null && after == 1;
    return mended || Objects.equals(before, after);
  }

  private static Manifest withoutMutableFields(Manifest pod) {
    Manifest result =
        pod.edit(
            editor ->
                editor
                    .remove(SPEC, "activeDeadlineSeconds")
                    .remove(SPEC, "tolerations")
                    .remove(SPEC, "terminationGracePeriodSeconds")
                    .remove(SPEC, "schedulingGates"));
    return eachContainer(result, container -> container.edit(editor -> editor.remove("image")));
  }

  private static Manifest withoutResizable(Manifest pod) {
    return eachContainer(
        pod,
        container ->
            container.edit(
                editor -> {
                  editor.remove("resizePolicy");
                  for (String kind : List.of("requests", "limits")) {
                    editor.remove("resources", kind, "cpu");
                    editor.remove("resources", kind, "memory");
                    boolean emptied =
                        container.fieldNames("resources", kind).stream()
                            .allMatch(each -> each.equals("cpu") || each.equals("memory"));
                    if (emptied) {
                      editor.remove("resources", kind);
                    }
                  }
                }));
  }

  private static Manifest eachContainer(Manifest pod, UnaryOperator<Manifest> change) {
    Manifest result = pod;
    for (String list : CONTAINER_LISTS) {
      List<Manifest> containers = result.items(SPEC, list).stream().map(change).toList();
      if (!containers.isEmpty()) {
        result = result.edit(editor -> editor.setItems(containers, SPEC, list));
      }
    }
    return result;
  }

  private static Map<String, Manifest> byName(List<Manifest> containers) {
    Map<String, Manifest> named = new LinkedHashMap<>();
    containers.forEach(each -> named.put(each.textOrEmpty("name"), each));
    return named;
  }
}
