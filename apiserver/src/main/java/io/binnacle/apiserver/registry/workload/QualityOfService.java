package io.binnacle.apiserver.registry.workload;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Which pods a node gives up first, by what their containers request (DEF-15). */
final class QualityOfService {
  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private QualityOfService() {}

  static String of(Manifest pod) {
    List<Manifest> containers = new ArrayList<>(pod.items("spec", "containers"));
    containers.addAll(pod.items("spec", "initContainers"));
    boolean requestsAnything = false;
    boolean guaranteed = !containers.isEmpty();
    for (Manifest container : containers) {
      for (String resource : RESOURCES) {
        String request = container.scalarText("resources", "requests", resource);
        String limit = container.scalarText("resources", "limits", resource);
        requestsAnything |= isSome(request) || isSome(limit);
        guaranteed &= isSome(limit) && (request == null || request.equals(limit));
      }
    }
    if (!requestsAnything) {
      return "BestEffort";
    }
    return guaranteed ? "Guaranteed" : "Burstable";
  }

  private static boolean isSome(@org.jspecify.annotations.Nullable String quantity) {
    return quantity != null && !quantity.equals("0");
  }
}
