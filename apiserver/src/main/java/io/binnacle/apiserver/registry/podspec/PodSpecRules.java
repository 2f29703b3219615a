package io.binnacle.apiserver.registry.podspec;

import io.binnacle.apiserver.registry.validation.Rule;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must hold in the spec of a pod, beside its containers (VAL-16). */
public final class PodSpecRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private PodSpecRules() {}

  /**
   * @param shown where the spec is, as messages name it
   */
  public static void check(Manifest spec, String shown, List<FieldError> errors) {
    names(spec, shown, errors);
    List<Manifest> tolerations = spec.items("tolerations");
    for (int i = 0; i < tolerations.size(); i++) {
      toleration(tolerations.get(i), shown + ".tolerations[" + i + "]", errors);
    }
    spread(spec.items("topologySpreadConstraints"), shown + ".topologySpreadConstraints", errors);
    Manifest affinity = spec.object("affinity");
    if (affinity != null) {
      nodeAffinity(affinity, shown + ".affinity.nodeAffinity", errors);
      podAffinity(affinity, "podAffinity", shown + ".affinity", errors);
      podAffinity(affinity, "podAntiAffinity", shown + ".affinity", errors);
    }
    SecurityRules.ofPod(spec, shown, errors);
    OperatingSystemRules.check(spec, shown, errors);
  }

  private static void names(Manifest spec, String shown, List<FieldError> errors) {
    ResolverRules.check(spec, shown, errors);
    for (String label : List.of("hostname", "subdomain")) {
      String name = spec.textOrEmpty(label);
      if (!name.isEmpty()) {
        NameRules.dnsLabel(name)
            .forEach(why -> errors.add(FieldError.invalid(shown + "." + label, name, why)));
      }
    }
    String node = spec.textOrEmpty("nodeName");
    if (!node.isEmpty()) {
      NameRules.dnsSubdomain(node)
          .forEach(why -> errors.add(FieldError.invalid(shown + ".nodeName", node, why)));
    }
    errors.addAll(NameRules.labels(spec.textMap("nodeSelector"), shown + ".nodeSelector"));
    for (String reference :
        List.of("serviceAccountName", "priorityClassName", "runtimeClassName")) {
      String name = spec.textOrEmpty(reference);
      if (!name.isEmpty()) {
        NameRules.dnsSubdomain(name)
            .forEach(why -> errors.add(FieldError.invalid(shown + "." + reference, name, why)));
      }
    }
    qualified(spec.items("readinessGates"), "conditionType", shown + ".readinessGates", errors);
    qualified(spec.items("schedulingGates"), "name", shown + ".schedulingGates", errors);
  }

  private static void qualified(
      List<Manifest> items, String part, String field, List<FieldError> errors) {
    for (int i = 0; i < items.size(); i++) {
      String shown = field + "[" + i + "]." + part;
      String name = items.get(i).textOrEmpty(part);
      if (!name.isEmpty()) {
        NameRules.qualifiedName(name)
            .forEach(why -> errors.add(FieldError.invalid(shown, name, why)));
      }
    }
  }

  private static void toleration(Manifest toleration, String field, List<FieldError> errors) {
    String key = toleration.textOrEmpty("key");
    String operator = toleration.textOrEmpty("operator");
    String effect = toleration.textOrEmpty("effect");
    if (!key.isEmpty()) {
      NameRules.qualifiedName(key)
          .forEach(why -> errors.add(FieldError.invalid(field + ".key", key, why)));
    } else if (!operator.equals("Exists")) {
      errors.add(
          FieldError.invalid(
              field + ".operator",
              operator,
              "operator must be Exists when `key` is empty, which means \"match all values and all"
                  + " keys\""));
    }
    if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
      errors.add(
          FieldError.invalid(
              field + ".effect",
              effect,
              "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    String value = toleration.textOrEmpty("value");
    if (operator.equals("Exists") && !value.isEmpty()) {
      errors.add(
          FieldError.invalidJson(
              field + ".operator",
              Rule.shown(toleration),
              "value must be empty when `operator` is 'Exists'"));
    } else {
      NameRules.labelValue(value)
          .forEach(why -> errors.add(FieldError.invalid(field + ".operator", value, why)));
    }
  }

  private static void spread(List<Manifest> constraints, String field, List<FieldError> errors) {
    Set<String> pairs = new LinkedHashSet<>();
    for (int i = 0; i < constraints.size(); i++) {
      Manifest constraint = constraints.get(i);
      String shown = field + "[" + i + "]";
      Long skew = constraint.integer("maxSkew");
      if (skew != null && skew <= 0) {
        errors.add(FieldError.invalid(shown + ".maxSkew", skew, "must be greater than zero"));
      }
      Long domains = constraint.integer("minDomains");
      if (domains != null && domains <= 0) {
        errors.add(FieldError.invalid(shown + ".minDomains", domains, "must be greater than zero"));
      }
      String otherwise = constraint.textOrEmpty("whenUnsatisfiable");
      if (domains != null && !otherwise.equals("DoNotSchedule")) {
        errors.add(
            FieldError.invalid(
                shown + ".minDomains",
                domains,
                "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + otherwise));
      }
      String key = constraint.textOrEmpty("topologyKey");
      String pair = "{" + key + ", " + constraint.textOrEmpty("whenUnsatisfiable") + "}";
      if (!key.isEmpty() && !pairs.add(pair)) {
        errors.add(FieldError.duplicate(shown + ".{topologyKey, whenUnsatisfiable}", pair));
      }
    }
  }

  private static void nodeAffinity(Manifest affinity, String shown, List<FieldError> errors) {
    boolean required = affinity.has("nodeAffinity", REQUIRED);
    if (required && affinity.items("nodeAffinity", REQUIRED, "nodeSelectorTerms").isEmpty()) {
      errors.add(
          FieldError.required(
              shown + "." + REQUIRED + ".nodeSelectorTerms",
              "must have at least one node selector term"));
    }
    weights(affinity.items("nodeAffinity", PREFERRED), shown + "." + PREFERRED, errors);
  }

  private static void podAffinity(
      Manifest affinity, String kind, String shown, List<FieldError> errors) {
    List<Manifest> required = affinity.items(kind, REQUIRED);
    String field = shown + "." + kind + ".";
    for (int i = 0; i < required.size(); i++) {
      topologyKey(required.get(i), field + REQUIRED + "[" + i + "]", errors);
    }
    List<Manifest> preferred = affinity.items(kind, PREFERRED);
    weights(preferred, field + PREFERRED, errors);
    for (int i = 0; i < preferred.size(); i++) {
      Manifest term = preferred.get(i).object("podAffinityTerm");
      if (term != null) {
        topologyKey(term, field + PREFERRED + "[" + i + "].podAffinityTerm", errors);
      }
    }
  }

  private static void topologyKey(Manifest term, String shown, List<FieldError> errors) {
    String key = term.textOrEmpty("topologyKey");
    if (key.isEmpty()) {
      errors.add(FieldError.required(shown + ".topologyKey", "can not be empty"));
    } else {
      NameRules.qualifiedName(key)
          .forEach(why -> errors.add(FieldError.invalid(shown + ".topologyKey", key, why)));
    }
  }

  private static void weights(List<Manifest> preferred, String shown, List<FieldError> errors) {
    for (int i = 0; i < preferred.size(); i++) {
      long weight = preferred.get(i).integerOr(0, "weight");
      if (weight < 1 || weight > 100) {
        errors.add(
            FieldError.invalid(shown + "[" + i + "].weight", weight, "must be in the range 1-100"));
      }
    }
  }
}
