package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Ports that containers have on their node (VAL-15). */
public final class HostPortRules {
  private static final int PORT_MAX = 65_535;
  private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");

  private HostPortRules() {}

  /**
   * @param pod whether it is a pod rather than a template, which may leave the port to the pod
   */
  public static void check(Manifest spec, String shownPath, boolean pod, List<FieldError> errors) {
    boolean onHost = Boolean.TRUE.equals(spec.bool("hostNetwork"));
    for (String list : CONTAINER_LISTS) {
      List<Manifest> containers = spec.items(list);
      Set<String> taken = new LinkedHashSet<>();
      for (int i = 0; i < containers.size(); i++) {
        String field = shownPath + "." + list + "[" + i + "].ports";
        List<Manifest> ports = containers.get(i).items("ports");
        if (list.equals("initContainers")) {
          // They run one after the other, so each may have the ports of another.
          taken = new LinkedHashSet<>();
        }
        for (int j = 0; j < ports.size(); j++) {
          port(ports.get(j), field + "[" + j + "].hostPort", taken, errors);
        }
        mirrored(onHost ? ports : List.of(), field, pod, errors);
      }
    }
  }

  private static void port(
      Manifest port, String field, Set<String> taken, List<FieldError> errors) {
    long number = port.integerOr(0, "hostPort");
    if (number == 0) {
      return;
    }
    if (number < 1 || number > PORT_MAX) {
      errors.add(FieldError.invalid(field, number, "must be between 1 and 65535, inclusive"));
    }
    String place = port.textOrEmpty("protocol") + "/" + port.textOrEmpty("hostIP") + "/" + number;
    if (!taken.add(place)) {
      errors.add(FieldError.duplicate(field, place));
    }
  }

  private static void mirrored(
      List<Manifest> ports, String field, boolean pod, List<FieldError> errors) {
    for (int i = 0; i < ports.size(); i++) {
      long number = ports.get(i).integerOr(0, "hostPort");
      boolean differs = number != ports.get(i).integerOr(0, "containerPort");
      if (differs && (pod || number != 0)) {
        errors.add(
            FieldError.invalid(
                field + "[" + i + "].hostPort",
                number,
                "must match `containerPort` when `hostNetwork` is true"));
      }
    }
  }
}
