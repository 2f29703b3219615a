package io.binnacle.apiserver.registry.service;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The defaults and rules of Services that look at several fields (DEF-40, VAL-40 to VAL-43). */
final class ServiceShape {
  static final String HEADLESS = "None";

  private ServiceShape() {}

  static String type(Manifest service) {
    String type = service.textOrEmpty("spec", "type");
    return type.isEmpty() ? "ClusterIP" : type;
  }

  static boolean isExternalName(Manifest service) {
    return type(service).equals("ExternalName");
  }

  static boolean hasNodePorts(Manifest service) {
    return type(service).equals("NodePort")
        || (type(service).equals("LoadBalancer")
            && !Boolean.FALSE.equals(service.bool("spec", "allocateLoadBalancerNodePorts")));
  }

  static String clusterIp(Manifest service) {
    return service.textOrEmpty("spec", "clusterIP");
  }

  /**
   * @param ipv6 whether the cluster's addresses are of IPv6
   */
  static Manifest withDefaults(Manifest service, boolean ipv6) {
    boolean external = isExternalName(service);
    List<Manifest> ports = new ArrayList<>();
    for (Manifest port : service.items("spec", "ports")) {
      ports.add(
          port.has("targetPort")
              ? port
              : port.edit(editor -> editor.setInteger(port.integerOr(0, "port"), "targetPort")));
    }
    return service.edit(
        editor -> {
          if (!ports.isEmpty()) {
            editor.setItems(ports, "spec", "ports");
          }
          if (!service.textOrEmpty("spec", "sessionAffinity").equals("ClientIP")) {
            editor.remove("spec", "sessionAffinityConfig");
          }
          if (external) {
            return;
          }
          setIfAbsent(service, editor, "SingleStack", "ipFamilyPolicy");
          if (service.texts("spec", "ipFamilies").isEmpty()) {
            editor.setTexts(List.of(ipv6 ? "IPv6" : "IPv4"), "spec", "ipFamilies");
          }
        });
  }

  private static void setIfAbsent(
      Manifest service, Manifest.Editor editor, String value, String field) {
    if (service.textOrEmpty("spec", field).isEmpty()) {
      editor.setText(value, "spec", field);
    }
  }

  /** clusterIP and the first of clusterIPs are the same. */
  static Manifest withSyncedAddresses(Manifest service) {
    String address = clusterIp(service);
    List<String> addresses = service.texts("spec", "clusterIPs");
    if (address.isEmpty() && !addresses.isEmpty()) {
      return service.edit(editor -> editor.setText(addresses.getFirst(), "spec", "clusterIP"));
    }
    if (!address.isEmpty() && addresses.isEmpty()) {
      return withAddress(service, address);
    }
    return service;
  }

  static Manifest withAddress(Manifest service, String address) {
    return service.edit(
        editor ->
            editor
                .setText(address, "spec", "clusterIP")
                .setTexts(List.of(address), "spec", "clusterIPs"));
  }

  /** What an update need not repeat, and what a change of type takes away (DEF-42). */
  static Manifest carriedOver(Manifest updated, Manifest old) {
    if (isExternalName(updated)) {
      return isExternalName(old) ? updated : withoutCluster(updated);
    }
    Manifest result = withoutLeftovers(updated, old);
    if (clusterIp(result).isEmpty() && result.texts("spec", "clusterIPs").isEmpty()) {
      result =
          result.edit(
              editor ->
                  editor.copyFrom(old, "spec", "clusterIP").copyFrom(old, "spec", "clusterIPs"));
    }
    List<Manifest> ports = new ArrayList<>();
    for (Manifest port : result.items("spec", "ports")) {
      ports.add(carriedOver(port, hasNodePorts(result), old));
    }
    if (ports.isEmpty()) {
      return result;
    }
    return result.edit(editor -> editor.setItems(ports, "spec", "ports"));
  }

  /** Defaults of the former type that the client did not ask for in the new one. */
  private static Manifest withoutLeftovers(Manifest updated, Manifest old) {
    String type = type(updated);
    return updated.edit(
        editor -> {
          if (type.equals("ClusterIP") && updated.sameAt(old, "spec", "externalTrafficPolicy")) {
            editor.remove("spec", "externalTrafficPolicy");
          }
          if (!type.equals("LoadBalancer")) {
            for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
              if (updated.sameAt(old, "spec", field)) {
                editor.remove("spec", field);
              }
            }
          }
        });
  }

  private static Manifest carriedOver(Manifest port, boolean wantsNodePort, Manifest old) {
    long former = formerNodePort(port, old);
    long own = port.integerOr(0, "nodePort");
    if (wantsNodePort && own == 0 && former != 0) {
      return port.edit(editor -> editor.setInteger(former, "nodePort"));
    }
    // Left over from the former type rather than asked for.
    return !wantsNodePort && own != 0 && own == former
        ? port.edit(editor -> editor.remove("nodePort"))
        : port;
  }

  private static long formerNodePort(Manifest port, Manifest old) {
    for (Manifest former : old.items("spec", "ports")) {
      boolean same =
          former.integerOr(0, "port") == port.integerOr(0, "port")
              && former.textOrEmpty("protocol").equals(port.textOrEmpty("protocol"));
      if (same) {
        return former.integerOr(0, "nodePort");
      }
    }
    return 0;
  }

  private static Manifest withoutCluster(Manifest service) {
    return service.edit(
        editor -> {
          for (String field :
              List.of(
                  "clusterIP",
                  "clusterIPs",
                  "ipFamilies",
                  "ipFamilyPolicy",
                  "internalTrafficPolicy",
                  "externalTrafficPolicy")) {
            editor.remove("spec", field);
          }
        });
  }

  static List<FieldError> validate(Manifest service, @Nullable Manifest old) {
    List<FieldError> errors = new ArrayList<>();
    boolean external = isExternalName(service);
    List<Manifest> ports = service.items("spec", "ports");
    if (ports.isEmpty() && !external && !clusterIp(service).equals(HEADLESS)) {
      errors.add(FieldError.required("spec.ports", ""));
    }
    if (external && service.textOrEmpty("spec", "externalName").isEmpty()) {
      errors.add(FieldError.required("spec.externalName", ""));
    }
    validatePorts(service, ports, errors);
    ServicePortRules.checkAffinity(service, errors);
    errors.addAll(NameRules.labels(service.textMap("spec", "selector"), "spec.selector"));
    ServiceTypeRules.check(service, old, errors);
    boolean reachable = hasNodePorts(service);
    if (clusterIp(service).equals(HEADLESS) && reachable) {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs[0]",
              HEADLESS,
              "may not be set to 'None' for " + type(service) + " services"));
    }
    if (old != null && !external && !isExternalName(old)) {
      validateAddressUnchanged(service, old, errors);
    }
    return errors;
  }

  private static void validateAddressUnchanged(
      Manifest service, Manifest old, List<FieldError> errors) {
    String former = clusterIp(old);
    if (!former.isEmpty() && !clusterIp(service).equals(former)) {
      errors.add(
          FieldError.invalidJson(
              "spec.clusterIPs[0]",
              "[" + FieldError.quote(clusterIp(service)) + "]",
              "may not change once set"));
    }
  }

  private static void validatePorts(
      Manifest service, List<Manifest> ports, List<FieldError> errors) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> numbers = new LinkedHashSet<>();
    Set<String> nodePorts = new LinkedHashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Manifest port = ports.get(i);
      String field = "spec.ports[" + i + "]";
      String name = port.textOrEmpty("name");
      if (name.isEmpty() && ports.size() > 1) {
        errors.add(FieldError.required(field + ".name", ""));
      }
      if (!name.isEmpty() && !names.add(name)) {
        errors.add(FieldError.duplicate(field + ".name", name));
      }
      long number = port.integerOr(0, "port");
      if (number < 1 || number > 65_535) {
        errors.add(
            FieldError.invalid(field + ".port", number, "must be between 1 and 65535, inclusive"));
      }
      String target = port.text("targetPort");
      if (target != null) {
        NameRules.portName(target)
            .forEach(why -> errors.add(FieldError.invalid(field + ".targetPort", target, why)));
      }
      ServicePortRules.check(port, field, errors);
      String place = port.integerOr(0, "nodePort") + "/" + port.textOrEmpty("protocol");
      if (port.integerOr(0, "nodePort") != 0 && !nodePorts.add(place)) {
        errors.add(
            FieldError.duplicateJson(
                field + ".nodePort", Long.toString(port.integerOr(0, "nodePort"))));
      }
      if (!numbers.add(number + "/" + port.textOrEmpty("protocol"))) {
        errors.add(
            FieldError.duplicateJson(
                field, new String(port.toJson(), java.nio.charset.StandardCharsets.UTF_8)));
      }
      if (port.integerOr(0, "nodePort") != 0 && type(service).equals("ClusterIP")) {
        errors.add(
            FieldError.forbidden(
                field + ".nodePort", "may not be used when `type` is 'ClusterIP'"));
      }
    }
  }
}
