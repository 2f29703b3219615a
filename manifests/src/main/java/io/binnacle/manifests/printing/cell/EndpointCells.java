package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Cells of endpoints and slices of them (PRINT-30, PRINT-31). */
final class EndpointCells {
  private static final int SHOWN_MAX = 3;
  private static final String UNSET = "<unset>";

  private EndpointCells() {}

  static String endpoints(Manifest endpoints) {
    List<String> all = new ArrayList<>();
    for (Manifest subset : endpoints.items("subsets")) {
      List<Manifest> ports = subset.items("ports");
      for (Manifest address : subset.items("addresses")) {
        if (ports.isEmpty()) {
          all.add(address.textOrEmpty("ip"));
        }
        for (Manifest port : ports) {
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
}
