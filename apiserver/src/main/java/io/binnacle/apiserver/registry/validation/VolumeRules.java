package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Volumes and claims (DEF-62, DEF-63). */
public final class VolumeRules {
  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  /** What is no source of a volume among the fields of its spec. */
  private static final List<String> NO_SOURCES =
      List.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  public static final List<Rule> CLAIM =
      List.of(
          Rule.notEmpty(
              "spec.accessModes", "at least 1 access mode is required", "spec", "accessModes"),
          VolumeRules::modesAreKnown,
          VolumeRules::storageIsRequested,
          VolumeRules::classIsNamed,
          VolumeRules::sourceIsKnown,
          VolumeRules::claimChangesLittle);

  public static final List<Rule> VOLUME =
      List.of(
          Rule.notEmpty("spec.accessModes", "", "spec", "accessModes"),
          VolumeRules::modesAreKnown,
          VolumeRules::classIsNamed,
          VolumeRules::hasCapacityAndOneSource);

  private VolumeRules() {}

  private static void modesAreKnown(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<String> modes = object.texts("spec", "accessModes");
    for (String mode : modes) {
      if (!ACCESS_MODES.contains(mode)) {
        errors.add(FieldError.notSupported("spec.accessModes", mode, ACCESS_MODES));
      }
    }
    if (modes.size() > 1 && modes.contains("ReadWriteOncePod")) {
      errors.add(
          FieldError.forbidden(
              "spec.accessModes", "may not use ReadWriteOncePod with other access modes"));
    }
  }

  private static void storageIsRequested(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    String wanted = object.scalarText("spec", "resources", "requests", "storage");
    if (wanted == null) {
      errors.add(FieldError.required("spec.resources[storage]", ""));
    } else if (isQuantity(wanted) && Quantity.parse(wanted).signum() <= 0) {
      errors.add(
          FieldError.invalid("spec.resources[storage]", wanted, "must be greater than zero"));
    }
  }

  private static void classIsNamed(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    String name = object.textOrEmpty("spec", "storageClassName");
    if (!name.isEmpty()) {
      NameRules.dnsSubdomain(name)
          .forEach(why -> errors.add(FieldError.invalid("spec.storageClassName", name, why)));
    }
  }

  /** Without a group it is another claim that the volume is filled from. */
  private static void sourceIsKnown(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    for (String source : List.of("dataSource", "dataSourceRef")) {
      String kind = object.textOrEmpty("spec", source, "kind");
      boolean ofCore = object.textOrEmpty("spec", source, "apiGroup").isEmpty();
      if (object.has("spec", source) && ofCore && !kind.equals("PersistentVolumeClaim")) {
        errors.add(
            FieldError.invalid(
                "spec." + source,
                kind,
                "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
      }
    }
  }

  /** Whether the schema has nothing against it. */
  private static boolean isQuantity(String text) {
    try {
      var _ = Quantity.parse(text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static void claimChangesLittle(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    if (old == null) {
      return;
    }
    if (!unchangeable(object, old).unchangedAt(unchangeable(old, old), "spec")) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "spec is immutable after creation except resources.requests and"
                  + " volumeAttributesClassName for bound claims"));
    }
    String wanted = object.scalarText("spec", "resources", "requests", "storage");
    String before = old.scalarText("spec", "resources", "requests", "storage");
    String present = old.scalarText("status", "capacity", "storage");
    if (wanted == null || before == null || !isQuantity(wanted) || !isQuantity(before)) {
      return;
    }
    boolean shrinks = Quantity.parse(wanted).compareTo(Quantity.parse(before)) < 0;
    boolean belowPresent =
        present == null || Quantity.parse(wanted).compareTo(Quantity.parse(present)) < 0;
    if (shrinks && belowPresent) {
      errors.add(
          FieldError.forbidden(
              "spec.resources.requests.storage", "field can not be less than status.capacity"));
    }
  }

  /** A claim gets a class, and its volume, once; and it grows when it has its volume. */
  private static Manifest unchangeable(Manifest claim, Manifest old) {
    return claim.edit(
        editor -> {
          if (old.textOrEmpty("status", "phase").equals("Bound")) {
            editor.remove("spec", "resources", "requests");
          }
          editor.remove("spec", "volumeAttributesClassName");
          if (!old.has("spec", "storageClassName")) {
            editor.remove("spec", "storageClassName");
          }
          if (old.textOrEmpty("spec", "volumeName").isEmpty()) {
            editor.remove("spec", "volumeName");
          }
        });
  }

  private static void hasCapacityAndOneSource(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    String capacity = object.scalarText("spec", "capacity", "storage");
    if (capacity == null) {
      errors.add(FieldError.required("spec.capacity", ""));
    } else if (isQuantity(capacity) && Quantity.parse(capacity).signum() <= 0) {
      errors.add(
          FieldError.invalid("spec.capacity[storage]", capacity, "must be greater than zero"));
    }
    List<String> sources =
        object.fieldNames("spec").stream().filter(name -> !NO_SOURCES.contains(name)).toList();
    if (sources.isEmpty()) {
      errors.add(FieldError.required("spec", "must specify a volume type"));
    }
    for (int i = 1; i < sources.size(); i++) {
      errors.add(
          FieldError.forbidden(
              "spec." + sources.get(i), "may not specify more than 1 volume type"));
    }
  }
}
