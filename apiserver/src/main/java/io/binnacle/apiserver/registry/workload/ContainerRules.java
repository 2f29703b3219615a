package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.validation.SecurityRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must hold between the fields of one container (VAL-10, VAL-11, VAL-13 to VAL-15). */
final class ContainerRules {
  private static final List<String> HANDLERS = List.of("exec", "grpc", "httpGet", "tcpSocket");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private ContainerRules() {}

  static void check(Manifest container, String field, List<FieldError> errors) {
    name(container.textOrEmpty("name"), field + ".name", errors);
    resources(container, field + ".resources", errors);
    environment(container.items("env"), field + ".env", errors);
    PROBES.forEach(probe -> probe(container, probe, field, errors));
    portNames(container.items("ports"), field + ".ports", errors);
    SecurityRules.ofContainer(container, field, errors);
  }

  /** That there is a name at all, the schema says. */
  private static void name(String name, String field, List<FieldError> errors) {
    if (!name.isEmpty()) {
      NameRules.dnsLabel(name).forEach(why -> errors.add(FieldError.invalid(field, name, why)));
    }
  }

  private static void resources(Manifest container, String field, List<FieldError> errors) {
    for (String resource : container.fieldNames("resources", "requests")) {
      String request = container.scalarText("resources", "requests", resource);
      String limit = container.scalarText("resources", "limits", resource);
      if (request == null || limit == null || !isQuantity(request) || !isQuantity(limit)) {
        continue;
      }
      int order = Quantity.parse(request).compareTo(Quantity.parse(limit));
      boolean isShared =
          !resource.startsWith("hugepages-")
              && (!resource.contains("/") || resource.startsWith("kubernetes.io/"));
      if (isShared && order > 0) {
        errors.add(
            FieldError.invalid(
                field + ".requests",
                request,
                "must be less than or equal to " + resource + " limit of " + limit));
      } else if (!isShared && order != 0) {
        errors.add(
            FieldError.invalid(
                field + ".requests",
                request,
                "must be equal to " + resource + " limit of " + limit));
      }
    }
  }

  private static boolean isQuantity(String text) {
    try {
      var _ = Quantity.parse(text);
      return true;
    } catch (IllegalArgumentException theSchemaSaysIt) {
      return false;
    }
  }

  private static void environment(List<Manifest> all, String field, List<FieldError> errors) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).has("valueFrom")) {
        source(all.get(i), field + "[" + i + "].valueFrom", errors);
      }
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
  }

  private static void probe(
      Manifest container, String probe, String field, List<FieldError> errors) {
    Manifest stated = container.object(probe);
    if (stated == null) {
      return;
    }
    List<String> handlers = HANDLERS.stream().filter(stated::has).toList();
    if (handlers.isEmpty()) {
      errors.add(FieldError.required(field + "." + probe, "must specify a handler type"));
    }
    for (int i = 1; i < handlers.size(); i++) {
      errors.add(
          FieldError.forbidden(
              field + "." + probe + "." + handlers.get(i),
              "may not specify more than 1 handler type"));
    }
    long successes = stated.integerOr(1, "successThreshold");
    if (!probe.equals("readinessProbe") && successes != 1) {
      errors.add(
          FieldError.invalid(field + "." + probe + ".successThreshold", successes, "must be 1"));
    }
  }

  private static void portNames(List<Manifest> ports, String field, List<FieldError> errors) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String name = ports.get(i).textOrEmpty("name");
      if (name.isEmpty()) {
        continue;
      }
      String shown = field + "[" + i + "].name";
      NameRules.portName(name).forEach(why -> errors.add(FieldError.invalid(shown, name, why)));
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(shown, name));
      }
    }
  }
}
