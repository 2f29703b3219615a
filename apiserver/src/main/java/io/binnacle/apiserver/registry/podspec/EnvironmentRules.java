package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** Variables of a container, and where their values come from (VAL-11). */
public final class EnvironmentRules {
  private static final String NAME_TEXT =
      "a valid environment variable name must consist only of printable ASCII characters other than"
          + " '='";

  /** What a variable can take from the pod; sorted, as messages list them. */
  private static final List<String> FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  /** What there is of a pod beside that, for volumes. */
  private static final List<String> OTHER_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "spec.restartPolicy",
          "spec.schedulerName",
          "status.phase");

  private EnvironmentRules() {}

  /**
   * @param field the container, as messages name it
   */
  public static void check(Manifest container, String field, List<FieldError> errors) {
    List<Manifest> variables = container.items("env");
    for (int i = 0; i < variables.size(); i++) {
      String shown = field + ".env[" + i + "]";
      name(variables.get(i).textOrEmpty("name"), shown + ".name", errors);
      if (variables.get(i).has("valueFrom")) {
        source(variables.get(i), shown + ".valueFrom", errors);
      }
    }
    List<Manifest> all = container.items("envFrom");
    for (int i = 0; i < all.size(); i++) {
      String shown = field + ".envFrom[" + i + "]";
      name(all.get(i).textOrEmpty("prefix"), shown + ".prefix", errors);
      boolean ofConfigMap = all.get(i).has("configMapRef");
      boolean ofSecret = all.get(i).has("secretRef");
      if (ofConfigMap && ofSecret) {
        errors.add(
            FieldError.invalid(shown, "", "may not have more than one field specified at a time"));
      } else if (!ofConfigMap && !ofSecret) {
        errors.add(
            FieldError.invalid(shown, "", "must specify one of: `configMapRef` or `secretRef`"));
      } else {
        String of = ofConfigMap ? "configMapRef" : "secretRef";
        reference(all.get(i).textOrEmpty(of, "name"), shown + "." + of + ".name", errors);
      }
    }
  }

  private static void reference(String name, String shown, List<FieldError> errors) {
    if (name.isEmpty()) {
      errors.add(FieldError.required(shown, ""));
      return;
    }
    NameRules.dnsSubdomain(name).forEach(why -> errors.add(FieldError.invalid(shown, name, why)));
  }

  /** That a variable has a name at all, the schema says. */
  private static void name(String name, String shown, List<FieldError> errors) {
    if (!name.chars().allMatch(each -> each >= ' ' && each <= '~' && each != '=')) {
      errors.add(FieldError.invalid(shown, name, NAME_TEXT));
    }
  }

  private static void source(Manifest variable, String shown, List<FieldError> errors) {
    if (!variable.textOrEmpty("value").isEmpty()) {
      errors.add(FieldError.invalid(shown, "", "may not be specified when `value` is not empty"));
    }
    int sources = variable.fieldNames("valueFrom").size();
    if (sources == 0) {
      errors.add(
          FieldError.invalid(
              shown,
              "",
              "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
                  + " `secretKeyRef`"));
    } else if (sources > 1) {
      errors.add(
          FieldError.invalid(shown, "", "may not have more than one field specified at a time"));
    }
    for (String of : List.of("configMapKeyRef", "secretKeyRef")) {
      String key = variable.textOrEmpty("valueFrom", of, "key");
      if (!key.isEmpty()) {
        NameRules.configKey(key)
            .forEach(why -> errors.add(FieldError.invalid(shown + "." + of + ".key", key, why)));
      }
    }
    if (variable.has("valueFrom", "fieldRef")) {
      fieldPath(
          variable.textOrEmpty("valueFrom", "fieldRef", "fieldPath"),
          shown + ".fieldRef.fieldPath",
          errors);
    }
  }

  private static void fieldPath(String path, String shown, List<FieldError> errors) {
    // That there is a path, the schema says.
    if (path.isEmpty() || isKey(path, "metadata.annotations") || isKey(path, "metadata.labels")) {
      return;
    }
    String field = path.equals("spec.host") ? "spec.nodeName" : path;
    if (OTHER_FIELDS.contains(field)) {
      errors.add(FieldError.notSupported(shown, field, FIELDS));
    } else if (!FIELDS.contains(field)) {
      errors.add(
          FieldError.invalid(
              shown, path, "error converting fieldPath: field label not supported: " + path));
    }
  }

  /** {@code metadata.labels['app']}. */
  private static boolean isKey(String path, String map) {
    return path.startsWith(map + "['") && path.endsWith("']");
  }
}
