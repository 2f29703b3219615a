package io.binnacle.apiserver.registry.podspec;

import io.binnacle.apiserver.registry.validation.Rule;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import java.util.regex.Pattern;

/** What the security of pods and containers contradicts (VAL-19). */
public final class SecurityRules {
  private static final Pattern SYSCTL =
      Pattern.compile("[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*");
  private static final int SYSCTL_LENGTH_MAX = 253;
  private static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private SecurityRules() {}

  static void ofPod(Manifest spec, String shown, List<FieldError> errors) {
    if (!Boolean.FALSE.equals(spec.bool("hostUsers"))) {
      CONTAINER_LISTS.forEach(list -> masked(spec.items(list), shown + "." + list, errors));
    }
    Manifest context = spec.object("securityContext");
    if (context == null) {
      return;
    }
    String field = shown + ".securityContext";
    seccomp(context, field, errors);
    List<Manifest> sysctls = context.items("sysctls");
    for (int i = 0; i < sysctls.size(); i++) {
      String name = sysctls.get(i).textOrEmpty("name");
      if (name.length() > SYSCTL_LENGTH_MAX || !SYSCTL.matcher(name).matches()) {
        errors.add(
            FieldError.invalid(
                field + ".sysctls[" + i + "].name",
                name,
                "must have at most 253 characters and match regex " + SYSCTL.pattern()));
      }
    }
  }

  /** All of /proc can be seen only by those who are nobody on the host. */
  private static void masked(List<Manifest> containers, String shown, List<FieldError> errors) {
    for (int i = 0; i < containers.size(); i++) {
      if (containers.get(i).textOrEmpty("securityContext", "procMount").equals("Unmasked")) {
        errors.add(
            FieldError.invalid(
                shown + "[" + i + "].securityContext.procMount",
                "Unmasked",
                "`hostUsers` must be false to use `Unmasked`"));
      }
    }
  }

  /**
   * @param shown where the container is, as messages name it
   */
  public static void ofContainer(Manifest container, String shown, List<FieldError> errors) {
    Manifest context = container.object("securityContext");
    if (context == null) {
      return;
    }
    String field = shown + ".securityContext";
    seccomp(context, field, errors);
    if (!Boolean.FALSE.equals(context.bool("allowPrivilegeEscalation"))) {
      return;
    }
    if (Boolean.TRUE.equals(context.bool("privileged"))) {
      errors.add(
          contradiction(
              context,
              field,
              "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
    }
    List<String> added = context.texts("capabilities", "add");
    if (added.contains("CAP_SYS_ADMIN")) {
      errors.add(
          contradiction(
              context,
              field,
              "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                  + " CAP_SYS_ADMIN"));
    }
  }

  private static FieldError contradiction(Manifest context, String field, String why) {
    return FieldError.invalidJson(field, Rule.shown(context), why);
  }

  private static void seccomp(Manifest context, String field, List<FieldError> errors) {
    String type = context.textOrEmpty("seccompProfile", "type");
    boolean named = !context.textOrEmpty("seccompProfile", "localhostProfile").isEmpty();
    String shown = field + ".seccompProfile.localhostProfile";
    if (type.equals("Localhost") && !named) {
      errors.add(FieldError.required(shown, "must be set when seccomp type is Localhost"));
    } else if (!type.equals("Localhost") && named) {
      errors.add(
          FieldError.invalid(
              shown,
              context.textOrEmpty("seccompProfile", "localhostProfile"),
              "can only be set when seccomp type is Localhost"));
    }
  }
}
