package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** What a pod cannot have on the operating system that it names (VAL-19). */
final class OperatingSystemRules {
  private static final List<String> NOT_ON_WINDOWS =
      List.of("hostIPC", "hostPID", "shareProcessNamespace", "hostUsers");

  private static final List<String> NOT_IN_PODS_ON_WINDOWS =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "fsGroup",
          "fsGroupChangePolicy",
          "sysctls",
          "runAsUser",
          "runAsGroup",
          "supplementalGroups",
          "supplementalGroupsPolicy");

  private static final List<String> NOT_IN_CONTAINERS_ON_WINDOWS =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "capabilities",
          "readOnlyRootFilesystem",
          "privileged",
          "allowPrivilegeEscalation",
          "procMount",
          "runAsUser",
          "runAsGroup");

  private static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private OperatingSystemRules() {}

  static void check(Manifest spec, String shown, List<FieldError> errors) {
    boolean windows = spec.textOrEmpty("os", "name").equals("windows");
    boolean linux = spec.textOrEmpty("os", "name").equals("linux");
    if (!windows && !linux) {
      return;
    }
    if (windows) {
      for (String field : NOT_ON_WINDOWS) {
        // Switches count only when they are on, as they cannot be told from absent ones else.
        boolean isSet =
            List.of("hostIPC", "hostPID").contains(field)
                ? Boolean.TRUE.equals(spec.bool(field))
                : spec.has(field);
        if (isSet) {
          errors.add(forbiddenOnWindows(shown + "." + field));
        }
      }
    }
    context(spec, shown, windows ? NOT_IN_PODS_ON_WINDOWS : List.of(), errors);
    for (String list : CONTAINER_LISTS) {
      List<Manifest> containers = spec.items(list);
      for (int i = 0; i < containers.size(); i++) {
        context(
            containers.get(i),
            shown + "." + list + "[" + i + "]",
            windows ? NOT_IN_CONTAINERS_ON_WINDOWS : List.of(),
            errors);
      }
    }
  }

  /**
   * @param forbidden what may not be in the security context; empty on Linux
   */
  private static void context(
      Manifest owner, String shown, List<String> forbidden, List<FieldError> errors) {
    String field = shown + ".securityContext";
    for (String each : forbidden) {
      if (owner.has("securityContext", each)) {
        errors.add(forbiddenOnWindows(field + "." + each));
      }
    }
    if (forbidden.isEmpty() && owner.has("securityContext", "windowsOptions")) {
      errors.add(
          FieldError.forbidden(
              field + ".windowsOptions", "windows options cannot be set for a linux pod"));
    }
  }

  private static FieldError forbiddenOnWindows(String field) {
    return FieldError.forbidden(field, "cannot be set for a windows pod");
  }
}
