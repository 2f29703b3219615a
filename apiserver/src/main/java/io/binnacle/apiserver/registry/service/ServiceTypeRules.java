package io.binnacle.apiserver.registry.service;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Service may say depends on its type (VAL-43). */
final class ServiceTypeRules {
  private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";
  private static final int FAMILIES_MAX = 2;
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");

  private ServiceTypeRules() {}

  static void check(Manifest service, @Nullable Manifest old, List<FieldError> errors) {
    if (ServiceShape.isExternalName(service)) {
      externalName(service, errors);
    }
    if (!ServiceShape.type(service).equals("LoadBalancer")) {
      for (String field :
          List.of(
              "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "loadBalancerClass")) {
        if (service.has("spec", field)) {
          errors.add(FieldError.forbidden("spec." + field, ONLY_BALANCED));
        }
      }
    }
    addresses(service, errors);
    String policy = service.textOrEmpty("spec", "externalTrafficPolicy");
    boolean isReachedFromOutside =
        List.of("NodePort", "LoadBalancer").contains(ServiceShape.type(service))
            || !service.texts("spec", "externalIPs").isEmpty();
    if (!policy.isEmpty() && !isReachedFromOutside) {
      errors.add(
          FieldError.invalid(
              "spec.externalTrafficPolicy",
              policy,
              "may only be set for externally-accessible services"));
    }
    families(service.texts("spec", "ipFamilies"), errors);
    if (service.texts("spec", "ipFamilies").size() > FAMILIES_MAX) {
      errors.add(
          FieldError.tooMany(
              "spec.ipFamilies", service.texts("spec", "ipFamilies").size(), FAMILIES_MAX));
    }
    if (old != null) {
      unchanged(service, old, errors);
    }
  }

  private static void externalName(Manifest service, List<FieldError> errors) {
    for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      boolean isNamed =
          !service.texts("spec", field).isEmpty() || !service.textOrEmpty("spec", field).isEmpty();
      if (isNamed) {
        errors.add(
            FieldError.forbidden("spec." + field, "may not be set for ExternalName services"));
      }
    }
    String name = service.textOrEmpty("spec", "externalName");
    if (!name.isEmpty()) {
      String absolute = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      NameRules.dnsSubdomain(absolute)
          .forEach(why -> errors.add(FieldError.invalid("spec.externalName", name, why)));
    }
  }

  private static void families(List<String> families, List<FieldError> errors) {
    for (int i = 0; i < families.size(); i++) {
      String field = "spec.ipFamilies[" + i + "]";
      String family = families.get(i);
      if (!FAMILIES.contains(family)) {
        errors.add(FieldError.notSupported(field, family, FAMILIES));
      }
      if (families.indexOf(family) < i) {
        errors.add(FieldError.duplicate(field, family));
      }
    }
  }

  private static void addresses(Manifest service, List<FieldError> errors) {
    List<String> external = service.texts("spec", "externalIPs");
    for (int i = 0; i < external.size(); i++) {
      if (!AddressRange.isAddress(external.get(i))) {
        errors.add(
            FieldError.invalid(
                "spec.externalIPs[" + i + "]",
                external.get(i),
                "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
      } else {
        String why = AddressRange.unreachable(external.get(i));
        if (!why.isEmpty()) {
          errors.add(FieldError.invalid("spec.externalIPs[" + i + "]", external.get(i), why));
        }
      }
    }
    List<String> sources = service.texts("spec", "loadBalancerSourceRanges");
    for (int i = 0; i < sources.size(); i++) {
      if (!AddressRange.isRange(sources.get(i).strip())) {
        errors.add(
            FieldError.invalid(
                "spec.loadBalancerSourceRanges[" + i + "]",
                sources.get(i),
                "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
      }
    }
  }

  private static void unchanged(Manifest service, Manifest old, List<FieldError> errors) {
    boolean stayedBalanced =
        ServiceShape.type(service).equals("LoadBalancer")
            && ServiceShape.type(old).equals("LoadBalancer");
    if (stayedBalanced && !service.sameAt(old, "spec", "loadBalancerClass")) {
      errors.add(
          FieldError.invalid(
              "spec.loadBalancerClass",
              service.textOrEmpty("spec", "loadBalancerClass"),
              "may not change once set"));
    }
    List<String> families = service.texts("spec", "ipFamilies");
    List<String> former = old.texts("spec", "ipFamilies");
    if (!families.isEmpty()
        && !former.isEmpty()
        && !families.getFirst().equals(former.getFirst())) {
      errors.add(
          FieldError.invalid("spec.ipFamilies[0]", families.getFirst(), "may not change once set"));
    }
  }
}
