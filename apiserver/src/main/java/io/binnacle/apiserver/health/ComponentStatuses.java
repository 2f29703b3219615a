package io.binnacle.apiserver.health;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The objects of {@code /api/v1/componentstatuses}: the parts of this replica that are programs of
 * their own in other clusters, under the names they have there. Each is asked when somebody reads.
 */
public final class ComponentStatuses implements Supplier<List<Manifest>> {
  private static final Map<String, List<String>> CHECKS_OF_COMPONENTS = components();

  private final List<HealthCheck> checks;

  /**
   * @param checks all of the server
   */
  public ComponentStatuses(List<HealthCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  private static Map<String, List<String>> components() {
    Map<String, List<String>> components = new LinkedHashMap<>();
    components.put("controller-manager", List.of("poststarthook/start-binnacle-controllers"));
    components.put("etcd-0", List.of("etcd", "etcd-readiness"));
    return components;
  }

  @Override
  public List<Manifest> get() {
    List<Manifest> statuses = new ArrayList<>();
    CHECKS_OF_COMPONENTS.forEach((name, asked) -> statuses.add(status(name, failureOf(asked))));
    return List.copyOf(statuses);
  }

  private String failureOf(List<String> asked) {
    return checks.stream()
        .filter(check -> asked.contains(check.name()))
        .map(check -> check.readiness().get())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  private static Manifest status(String name, String failure) {
    Manifest condition =
        Manifest.empty()
            .edit(
                editor -> {
                  editor.setText("Healthy", "type");
                  editor.setText(failure.isEmpty() ? "True" : "False", "status");
                  editor.setText(failure.isEmpty() ? "ok" : failure, "message");
                });
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText("v1", "apiVersion")
                    .setText("ComponentStatus", "kind")
                    .setText(name, "metadata", "name")
                    .setItems(List.of(condition), "conditions"));
  }
}
