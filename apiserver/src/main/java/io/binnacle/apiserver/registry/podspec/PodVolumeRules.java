package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Volumes of a pod, and where containers mount them (VAL-12). */
public final class PodVolumeRules {
  /** In the order in which kube-apiserver looks; all but the first are one too many. */
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "configMap",
          "azureFile",
          "flexVolume",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private PodVolumeRules() {}

  /**
   * @param field the volumes, as messages name them
   * @return the names that containers may mount
   */
  public static Set<String> check(List<Manifest> volumes, String field, List<FieldError> errors) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      Manifest volume = volumes.get(i);
      String shown = field + "[" + i + "]";
      String name = volume.textOrEmpty("name");
      if (!name.isEmpty()) {
        NameRules.dnsLabel(name)
            .forEach(why -> errors.add(FieldError.invalid(shown + ".name", name, why)));
        if (!names.add(name)) {
          errors.add(FieldError.duplicate(shown + ".name", name));
        }
      }
      List<String> sources = SOURCES.stream().filter(volume::has).toList();
      sources.stream()
          .skip(1)
          .forEach(
              source ->
                  errors.add(
                      FieldError.forbidden(
                          shown + "." + source, "may not specify more than 1 volume type")));
      if (!sources.isEmpty()) {
        VolumeSourceRules.check(volume, sources.getFirst(), shown, errors);
      }
    }
    return names;
  }

  /**
   * @param field the container, as messages name it
   * @param volumes what can be mounted
   */
  public static void mounts(
      Manifest container, String field, Set<String> volumes, List<FieldError> errors) {
    Set<String> paths = new LinkedHashSet<>();
    List<Manifest> mounts = container.items("volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      Manifest mount = mounts.get(i);
      String shown = field + ".volumeMounts[" + i + "]";
      String volume = mount.textOrEmpty("name");
      if (!volume.isEmpty() && !volumes.contains(volume)) {
        errors.add(FieldError.notFound(shown + ".name", volume));
      }
      String path = mount.textOrEmpty("mountPath");
      if (!path.isEmpty() && !paths.add(path)) {
        errors.add(FieldError.invalid(shown + ".mountPath", path, "must be unique"));
      }
      for (String part : List.of("subPath", "subPathExpr")) {
        VolumeSourceRules.relative(mount.textOrEmpty(part), shown + "." + part, errors);
      }
      boolean both = mount.textOrEmpty("mountPropagation").equals("Bidirectional");
      if (both && !Boolean.TRUE.equals(container.bool("securityContext", "privileged"))) {
        errors.add(
            FieldError.forbidden(
                shown + ".mountPropagation",
                "Bidirectional mount propagation is available only to privileged containers"));
      }
      String expression = mount.textOrEmpty("subPathExpr");
      if (!expression.isEmpty() && !mount.textOrEmpty("subPath").isEmpty()) {
        errors.add(
            FieldError.invalid(
                shown + ".subPathExpr",
                expression,
                "subPathExpr and subPath are mutually exclusive"));
      }
    }
  }
}
