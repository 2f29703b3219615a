package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Cells of ingresses (PRINT-32). */
final class IngressCells {
  private IngressCells() {}

  static String className(Manifest ingress) {
    String name = ingress.textOrEmpty("spec", "ingressClassName");
    if (name.isEmpty()) {
      name = ingress.annotations().getOrDefault("kubernetes.io/ingress.class", "");
    }
    return name.isEmpty() ? FieldCells.NONE : name;
  }

  static String hosts(Manifest ingress) {
    List<String> hosts = new ArrayList<>();
    for (Manifest rule : ingress.items("spec", "rules")) {
      String host = rule.textOrEmpty("host");
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    return hosts.isEmpty() ? "*" : EndpointCells.firstFew(hosts);
  }

  static String ports(Manifest ingress) {
    return ingress.items("spec", "tls").isEmpty() ? "80" : "80, 443";
  }
}
