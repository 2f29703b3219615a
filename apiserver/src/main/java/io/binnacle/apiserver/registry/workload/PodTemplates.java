package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.podspec.HostPortRules;
import io.binnacle.apiserver.registry.podspec.PodSpecRules;
import io.binnacle.apiserver.registry.podspec.PodVolumeRules;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What depends on more than one field of a pod's spec, alone or inside a template. */
final class PodTemplates {
  private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");
  private static final List<String> DEFAULTED_LISTS =
      List.of("containers", "initContainers", "ephemeralContainers");

  private static final long GRACE_SECONDS_DEFAULT = 30;

  private PodTemplates() {}

  /**
   * DEF-11, DEF-13, DEF-14: the pull policy follows the tag, and in pods what is limited is
   * requested.
   *
   * @param pod whether it is a pod rather than a template
   */
  static Manifest withDefaults(Manifest object, boolean pod, String... specPath) {
    Manifest result = withServiceAccount(object, specPath);
    List<Manifest> volumes = result.items(append(specPath, "volumes"));
    if (volumes.stream().anyMatch(PodTemplates::hasNoSource)) {
      List<Manifest> sources = volumes.stream().map(PodTemplates::withSource).toList();
      result = result.edit(editor -> editor.setItems(sources, append(specPath, "volumes")));
    }
    for (String list : DEFAULTED_LISTS) {
      String[] path = append(specPath, list);
      if (result.items(path).isEmpty()) {
        continue;
      }
      boolean onHost = pod && Boolean.TRUE.equals(object.bool(append(specPath, "hostNetwork")));
      List<Manifest> containers = new ArrayList<>();
      for (Manifest container : result.items(path)) {
        Manifest defaulted = withDefaults(container, pod);
        containers.add(onHost ? withHostPorts(defaulted) : defaulted);
      }
      result = result.edit(editor -> editor.setItems(containers, path));
    }
    return result;
  }

  /** DEF-14: the field and its deprecated alias say the same. */
  private static Manifest withServiceAccount(Manifest object, String... specPath) {
    String name = object.textOrEmpty(append(specPath, "serviceAccountName"));
    String alias = object.textOrEmpty(append(specPath, "serviceAccount"));
    if (name.equals(alias)) {
      return object;
    }
    return name.isEmpty()
        ? object.edit(editor -> editor.setText(alias, append(specPath, "serviceAccountName")))
        : object.edit(editor -> editor.setText(name, append(specPath, "serviceAccount")));
  }

  /** DEF-13. */
  private static boolean hasNoSource(Manifest volume) {
    return volume.fieldNames().size() == 1 && volume.has("name");
  }

  private static Manifest withSource(Manifest volume) {
    return hasNoSource(volume)
        ? volume.edit(editor -> editor.setObject(Manifest.empty(), "emptyDir"))
        : volume;
  }

  private static Manifest withDefaults(Manifest container, boolean pod) {
    Map<String, String> limits = container.textMap("resources", "limits");
    return container.edit(
        editor -> {
          if (container.textOrEmpty("imagePullPolicy").isEmpty()) {
            editor.setText(pullPolicy(container.textOrEmpty("image")), "imagePullPolicy");
          }
          limits.forEach(
              (resource, limit) -> {
                if (pod && !container.has("resources", "requests", resource)) {
                  editor.setText(limit, "resources", "requests", resource);
                }
              });
        });
  }

  /** DEF-10: on the network of its node a pod has its ports there. */
  private static Manifest withHostPorts(Manifest container) {
    List<Manifest> ports = container.items("ports");
    if (ports.stream().allMatch(port -> port.integerOr(0, "hostPort") != 0)) {
      return container;
    }
    List<Manifest> onHost = new ArrayList<>();
    for (Manifest port : ports) {
      long number = port.integerOr(0, "containerPort");
      onHost.add(
          port.integerOr(0, "hostPort") != 0
              ? port
              : port.edit(editor -> editor.setInteger(number, "hostPort")));
    }
    return container.edit(editor -> editor.setItems(onHost, "ports"));
  }

  private static String pullPolicy(String image) {
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    int colon = image.indexOf(':', image.lastIndexOf('/') + 1);
    boolean latest = colon < 0 || image.substring(colon + 1).equals("latest");
    return latest ? "Always" : "IfNotPresent";
  }

  /**
   * VAL-10, VAL-12.
   *
   * @param shownPath of the spec, as messages name it
   */
  static List<FieldError> validate(Manifest object, String shownPath, List<String> specPathNames) {
    return validate(object, shownPath, specPathNames, List.of());
  }

  /**
   * @param otherVolumes names that containers may mount too, because they will be volumes
   */
  static List<FieldError> validate(
      Manifest object, String shownPath, List<String> specPathNames, List<String> otherVolumes) {
    String[] specPath = specPathNames.toArray(new String[0]);
    List<FieldError> errors = new ArrayList<>();
    if (object.items(append(specPath, "containers")).isEmpty()) {
      errors.add(FieldError.required(shownPath + ".containers", ""));
    }
    Manifest spec = object.object(specPath);
    if (spec != null) {
      PodSpecRules.check(spec, shownPath, errors);
      HostPortRules.check(spec, shownPath, specPath.length == 1, errors);
      if (specPath.length > 1 && spec.has("ephemeralContainers")) {
        errors.add(
            FieldError.forbidden(
                shownPath + ".ephemeralContainers",
                "ephemeral containers not allowed in pod template"));
      }
    }
    Set<String> volumes =
        PodVolumeRules.check(
            object.items(append(specPath, "volumes")), shownPath + ".volumes", errors);
    volumes.addAll(otherVolumes);
    Set<String> names = new LinkedHashSet<>();
    long grace =
        object.integerOr(GRACE_SECONDS_DEFAULT, append(specPath, "terminationGracePeriodSeconds"));
    for (String list : CONTAINER_LISTS) {
      int index = 0;
      for (Manifest container : object.items(append(specPath, list))) {
        String field = shownPath + "." + list + "[" + index + "]";
        ContainerRules.check(container, field, list.startsWith("init"), grace, errors);
        nameAndImage(container, field, names, errors);
        PodVolumeRules.mounts(container, field, volumes, errors);
        index++;
      }
    }
    return errors;
  }

  private static void nameAndImage(
      Manifest container, String field, Set<String> names, List<FieldError> errors) {
    String name = container.textOrEmpty("name");
    if (!name.isEmpty() && !names.add(name)) {
      errors.add(FieldError.duplicate(field + ".name", name));
    }
    if (container.textOrEmpty("image").isEmpty()) {
      errors.add(FieldError.required(field + ".image", ""));
    }
  }

  static String[] append(String[] path, String name) {
    String[] longer = Arrays.copyOf(path, path.length + 1);
    longer[path.length] = name;
    return longer;
  }
}
