package io.binnacle.apiserver.registry.service;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** Names and numbers of a Service's ports, and for how long clients stay with a pod (VAL-40). */
final class ServicePortRules {
  private static final int PORT_MAX = 65_535;
  private static final long AFFINITY_SECONDS_MAX = 86_400;

  private ServicePortRules() {}

  /** One port; that its own number is one, others say. */
  static void check(Manifest port, String field, List<FieldError> errors) {
    String name = port.textOrEmpty("name");
    if (!name.isEmpty()) {
      NameRules.dnsLabel(name)
          .forEach(why -> errors.add(FieldError.invalid(field + ".name", name, why)));
    }
    Long target = port.integer("targetPort");
    if (target != null && (target < 1 || target > PORT_MAX)) {
      errors.add(
          FieldError.invalid(
              field + ".targetPort", target, "must be between 1 and 65535, inclusive"));
    }
    String protocol = port.text("appProtocol");
    if (protocol != null) {
      NameRules.qualifiedName(protocol)
          .forEach(why -> errors.add(FieldError.invalid(field + ".appProtocol", protocol, why)));
    }
  }

  static void checkAffinity(Manifest service, List<FieldError> errors) {
    Long seconds = service.integer("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds");
    if (seconds != null && (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX)) {
      errors.add(
          FieldError.invalid(
              "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
              seconds,
              "must be greater than 0 and less than " + AFFINITY_SECONDS_MAX));
    }
  }
}
