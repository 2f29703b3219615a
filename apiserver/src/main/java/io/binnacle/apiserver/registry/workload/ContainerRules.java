package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.podspec.EnvironmentRules;
import io.binnacle.apiserver.registry.podspec.HandlerRules;
import io.binnacle.apiserver.registry.podspec.ResourceListRules;
import io.binnacle.apiserver.registry.podspec.SecurityRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must hold between the fields of one container (VAL-10, VAL-11, VAL-13 to VAL-15). */
final class ContainerRules {
  private ContainerRules() {}

  /**
   * @param initial whether it runs before the others
   * @param graceSeconds what the pod has to end
   */
  static void check(
      Manifest container,
      String field,
      boolean initial,
      long graceSeconds,
      List<FieldError> errors) {
    name(container.textOrEmpty("name"), field + ".name", errors);
    image(container.textOrEmpty("image"), field + ".image", errors);
    ResourceListRules.check(container, field + ".resources", errors);
    EnvironmentRules.check(container, field, errors);
    boolean stays = container.textOrEmpty("restartPolicy").equals("Always");
    if (initial && !stays) {
      HandlerRules.refuse(container, field, errors);
    } else {
      HandlerRules.check(container, field, graceSeconds, errors);
    }
    portNames(container.items("ports"), field + ".ports", errors);
    SecurityRules.ofContainer(container, field, errors);
  }

  /** That there is a name at all, the schema says. */
  private static void name(String name, String field, List<FieldError> errors) {
    if (!name.isEmpty()) {
      NameRules.dnsLabel(name).forEach(why -> errors.add(FieldError.invalid(field, name, why)));
    }
  }

  /** That there is an image, the template says. */
  private static void image(String image, String field, List<FieldError> errors) {
    if (!image.equals(image.strip())) {
      errors.add(FieldError.invalid(field, image, "must not have leading or trailing whitespace"));
    }
  }

  private static void portNames(List<Manifest> ports, String field, List<FieldError> errors) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String name = ports.get(i).textOrEmpty("name");
      if (name.isEmpty()) {
        continue;
      }
      String shown = field + "[" + i + "].name";
      NameRules.portName(name).forEach(why -> errors.add(FieldError.invalid(shown, name, why)));
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(shown, name));
      }
    }
  }
}
