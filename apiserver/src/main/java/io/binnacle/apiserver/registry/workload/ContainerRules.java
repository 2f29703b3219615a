package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.podspec.EnvironmentRules;
import io.binnacle.apiserver.registry.podspec.ResourceListRules;
import io.binnacle.apiserver.registry.podspec.SecurityRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must hold between the fields of one container (VAL-10, VAL-11, VAL-13 to VAL-15). */
final class ContainerRules {
  private static final List<String> HANDLERS = List.of("exec", "grpc", "httpGet", "tcpSocket");
  private static final List<String> EVENT_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private ContainerRules() {}

  static void check(Manifest container, String field, List<FieldError> errors) {
    name(container.textOrEmpty("name"), field + ".name", errors);
    image(container.textOrEmpty("image"), field + ".image", errors);
    ResourceListRules.check(container, field + ".resources", errors);
    EnvironmentRules.check(container, field, errors);
    PROBES.forEach(probe -> probe(container, probe, field, errors));
    for (String event : List.of("postStart", "preStop")) {
      Manifest handler = container.object("lifecycle", event);
      if (handler != null) {
        handlers(handler, EVENT_HANDLERS, field + ".lifecycle." + event, errors);
      }
    }
    portNames(container.items("ports"), field + ".ports", errors);
    SecurityRules.ofContainer(container, field, errors);
  }

  /** That there is a name at all, the schema says. */
  private static void name(String name, String field, List<FieldError> errors) {
    if (!name.isEmpty()) {
      NameRules.dnsLabel(name).forEach(why -> errors.add(FieldError.invalid(field, name, why)));
    }
  }

  /** That there is an image, the template says. */
  private static void image(String image, String field, List<FieldError> errors) {
    if (!image.equals(image.strip())) {
      errors.add(FieldError.invalid(field, image, "must not have leading or trailing whitespace"));
    }
  }

  private static void handlers(
      Manifest stated, List<String> known, String field, List<FieldError> errors) {
    List<String> handlers = known.stream().filter(stated::has).toList();
    if (handlers.isEmpty()) {
      errors.add(FieldError.required(field, "must specify a handler type"));
    }
    for (int i = 1; i < handlers.size(); i++) {
      errors.add(
          FieldError.forbidden(
              field + "." + handlers.get(i), "may not specify more than 1 handler type"));
    }
  }

  private static void probe(
      Manifest container, String probe, String field, List<FieldError> errors) {
    Manifest stated = container.object(probe);
    if (stated == null) {
      return;
    }
    handlers(stated, HANDLERS, field + "." + probe, errors);
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
