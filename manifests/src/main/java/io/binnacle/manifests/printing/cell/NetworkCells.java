package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Cells of services, endpoints and ingresses (PRINT-29 to PRINT-32). */
final class NetworkCells {
  private static final int SHOWN_MAX = 3;
  private static final String UNSET = "<unset>";

  private NetworkCells() {}

  static String clusterAddress(Manifest service) {
    List<String> addresses = service.texts("spec", "clusterIPs");
    if (!addresses.isEmpty()) {
      return addresses.getFirst();
    }
    String single = service.textOrEmpty("spec", "clusterIP");
    return single.isEmpty() ? FieldCells.NONE : single;
  }

  static String externalAddress(Manifest service) {
    List<String> external = service.texts("spec", "externalIPs");
    return switch (service.textOrEmpty("spec", "type")) {
      case "LoadBalancer" -> {
        List<String> addresses = new ArrayList<>();
        String balancer = loadBalancerAddresses(service);
        if (!balancer.isEmpty()) {
          addresses.add(balancer);
        }
        addresses.addAll(external);
        yield addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
      }
      case "ExternalName" -> service.textOrEmpty("spec", "externalName");
      default -> external.isEmpty() ? FieldCells.NONE : String.join(",", external);
    };
  }

  static String servicePorts(Manifest service) {
    List<String> ports = new ArrayList<>();
    for (Manifest port : service.items("spec", "ports")) {
      long nodePort = port.integerOr(0, "nodePort");
      ports.add(
          port.integerOr(0, "port")
              + (nodePort > 0 ? ":" + nodePort : "")
              + "/"
              + port.textOrEmpty("protocol"));
    }
    return ports.isEmpty() ? FieldCells.NONE : String.join(",", ports);
  }

  static String loadBalancerAddresses(Manifest object) {
    List<String> addresses = new ArrayList<>();
    for (Manifest ingress : object.items("status", "loadBalancer", "ingress")) {
      String address = ingress.textOrEmpty("ip");
      String shown = address.isEmpty() ? ingress.textOrEmpty("hostname") : address;
      if (!shown.isEmpty() && !addresses.contains(shown)) {
        addresses.add(shown);
      }
    }
    return String.join(",", addresses);
  }

  static String endpoints(Manifest endpoints) {
    List<String> all = new ArrayList<>();
    for (Manifest subset : endpoints.items("subsets")) {
      List<Manifest> addresses = subset.items("addresses");
      if (subset.items("ports").isEmpty()) {
        addresses.forEach(address -> all.add(address.textOrEmpty("ip")));
      }
      for (Manifest port : subset.items("ports")) {
        for (Manifest address : addresses) {
          all.add(hostAndPort(address.textOrEmpty("ip"), port.integerOr(0, "port")));
        }
      }
    }
    return all.isEmpty() ? FieldCells.NONE : firstFew(all);
  }

  static String slicePorts(Manifest slice) {
    List<String> all = new ArrayList<>();
    for (Manifest port : slice.items("ports")) {
      Long number = port.integer("port");
      String name = port.textOrEmpty("name");
      all.add(number != null ? Long.toString(number) : name.isEmpty() ? "*" : name);
    }
    return all.isEmpty() ? UNSET : firstFew(all);
  }

  static String sliceEndpoints(Manifest slice) {
    List<String> all = new ArrayList<>();
    slice.items("endpoints").forEach(endpoint -> all.addAll(endpoint.texts("addresses")));
    return all.isEmpty() ? UNSET : firstFew(all);
  }

  private static String hostAndPort(String host, long port) {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }

  static String firstFew(List<String> all) {
    if (all.size() <= SHOWN_MAX) {
      return String.join(",", all);
    }
    return String.join(",", all.subList(0, SHOWN_MAX))
        + " + "
        + (all.size() - SHOWN_MAX)
        + " more...";
  }

  static String ingressClass(Manifest ingress) {
    String name = ingress.textOrEmpty("spec", "ingressClassName");
    if (name.isEmpty()) {
      name = ingress.annotations().getOrDefault("kubernetes.io/ingress.class", "");
    }
    return name.isEmpty() ? FieldCells.NONE : name;
  }

  static String ingressHosts(Manifest ingress) {
    List<String> hosts = new ArrayList<>();
    for (Manifest rule : ingress.items("spec", "rules")) {
      String host = rule.textOrEmpty("host");
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    return hosts.isEmpty() ? "*" : firstFew(hosts);
  }

  static String ingressPorts(Manifest ingress) {
    return ingress.items("spec", "tls").isEmpty() ? "80" : "80, 443";
  }

  /** {@code services/default/kubernetes}, with the group behind the resource where it has one. */
  static String parentReference(Manifest address) {
    List<String> parts = new ArrayList<>();
    String group = address.textOrEmpty("spec", "parentRef", "group");
    String resource = address.textOrEmpty("spec", "parentRef", "resource");
    parts.add(group.isEmpty() ? resource : resource + "." + group);
    String namespace = address.textOrEmpty("spec", "parentRef", "namespace");
    if (!namespace.isEmpty()) {
      parts.add(namespace);
    }
    parts.add(address.textOrEmpty("spec", "parentRef", "name"));
    return String.join("/", parts);
  }
}
