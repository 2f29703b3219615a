package io.binnacle.apiserver.registry.validation;

import io.binnacle.apiserver.registry.service.AddressRange;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Endpoints and their slices (VAL-44). */
public final class EndpointRules {
  private static final int SLICE_ENDPOINTS_MAX = 1_000;
  private static final int ADDRESSES_MAX = 100;
  private static final int SLICE_PORTS_MAX = 20_000;
  private static final int PORT_MAX = 65_535;
  private static final String PORT_TEXT = "must be between 1 and 65535, inclusive";

  public static final List<Rule> ENDPOINTS = List.of(EndpointRules::subsets);

  public static final List<Rule> ENDPOINT_SLICE =
      List.of(EndpointRules::endpoints, EndpointRules::slicePorts);

  private EndpointRules() {}

  private static void subsets(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<Manifest> subsets = object.items("subsets");
    for (int i = 0; i < subsets.size(); i++) {
      String shown = "subsets[" + i + "]";
      for (String list : List.of("addresses", "notReadyAddresses")) {
        List<Manifest> addresses = subsets.get(i).items(list);
        for (int j = 0; j < addresses.size(); j++) {
          String field = shown + "." + list + "[" + j + "].ip";
          reachable(object, addresses.get(j).textOrEmpty("ip"), field, errors);
        }
      }
      List<Manifest> ports = subsets.get(i).items("ports");
      for (int j = 0; j < ports.size(); j++) {
        String field = shown + ".ports[" + j + "]";
        if (ports.size() > 1 && ports.get(j).textOrEmpty("name").isEmpty()) {
          errors.add(FieldError.required(field + ".name", ""));
        }
        long port = ports.get(j).integerOr(0, "port");
        if (port < 1 || port > PORT_MAX) {
          errors.add(FieldError.invalid(field + ".port", port, PORT_TEXT));
        }
      }
    }
  }

  private static void reachable(
      Manifest object, String address, String field, List<FieldError> errors) {
    if (!AddressRange.isAddress(address)) {
      Rule.address(address, field, errors);
      return;
    }
    String why = AddressRange.unreachable(address);
    if (!why.isEmpty() && !isOfThisServer(object)) {
      errors.add(FieldError.invalid(field, address, why));
    }
  }

  /** Replicas on one machine serve at its loopback address, and say so. */
  private static boolean isOfThisServer(Manifest object) {
    String service = object.labels().getOrDefault("kubernetes.io/service-name", object.name());
    return object.namespace().equals("default") && service.equals("kubernetes");
  }

  private static void endpoints(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<Manifest> endpoints = object.items("endpoints");
    if (endpoints.size() > SLICE_ENDPOINTS_MAX) {
      errors.add(FieldError.tooMany("endpoints", endpoints.size(), SLICE_ENDPOINTS_MAX));
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      String field = "endpoints[" + i + "].addresses";
      List<String> addresses = endpoints.get(i).texts("addresses");
      if (addresses.isEmpty()) {
        errors.add(FieldError.required(field, "must contain at least 1 address"));
      } else if (addresses.size() > ADDRESSES_MAX) {
        errors.add(FieldError.tooMany(field, addresses.size(), ADDRESSES_MAX));
      }
      for (int j = 0; j < addresses.size(); j++) {
        sliceAddress(object, addresses.get(j), field + "[" + j + "]", errors);
      }
    }
  }

  private static void sliceAddress(
      Manifest object, String address, String field, List<FieldError> errors) {
    String type = object.textOrEmpty("addressType");
    if (type.equals("FQDN")) {
      NameRules.dnsSubdomain(address)
          .forEach(why -> errors.add(FieldError.invalid(field, address, why)));
      return;
    }
    boolean isOfType =
        AddressRange.isAddress(address) && address.contains(":") == type.equals("IPv6");
    if (isOfType) {
      reachable(object, address, field, errors);
    } else if (!type.isEmpty()) {
      errors.add(FieldError.invalid(field, address, "must be an " + type + " address"));
    }
  }

  private static void slicePorts(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<Manifest> ports = object.items("ports");
    if (ports.size() > SLICE_PORTS_MAX) {
      errors.add(FieldError.tooMany("ports", ports.size(), SLICE_PORTS_MAX));
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String name = ports.get(i).textOrEmpty("name");
      String field = "ports[" + i + "].name";
      if (!name.isEmpty()) {
        NameRules.dnsLabel(name).forEach(why -> errors.add(FieldError.invalid(field, name, why)));
      }
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(field, name));
      }
    }
  }
}
