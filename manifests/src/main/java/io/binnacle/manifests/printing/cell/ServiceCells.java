package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;

/**
 * Cells of services, and the addresses of a load balancer, which ingresses have too (PRINT-29,
 * PRINT-32).
 */
final class ServiceCells {
  private ServiceCells() {}

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

  static String ports(Manifest service) {
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
}
