package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cells of volumes, claims and storage classes (PRINT-41 to PRINT-46). */
final class StorageCells {
  private static final String OLD_CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
  private static final List<String> DEFAULT_CLASS_ANNOTATIONS =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  private StorageCells() {}

  static String phase(Manifest object) {
    return object.has("metadata", "deletionTimestamp")
        ? "Terminating"
        : object.textOrEmpty("status", "phase");
  }

  static String claimCapacity(Manifest claim) {
    return isBound(claim)
        ? Objects.requireNonNullElse(claim.scalarText("status", "capacity", "storage"), "0")
        : "";
  }

  static String claimAccessModes(Manifest claim) {
    return isBound(claim) ? accessModes(claim.texts("status", "accessModes")) : "";
  }

  private static boolean isBound(Manifest claim) {
    return !claim.textOrEmpty("spec", "volumeName").isEmpty();
  }

  static String accessModes(List<String> modes) {
    return String.join(",", modes.stream().distinct().map(StorageCells::shortMode).toList());
  }

  private static String shortMode(String mode) {
    return switch (mode) {
      case "ReadWriteOnce" -> "RWO";
      case "ReadOnlyMany" -> "ROX";
      case "ReadWriteMany" -> "RWX";
      case "ReadWriteOncePod" -> "RWOP";
      default -> mode;
    };
  }

  static @Nullable String claimReference(Manifest volume) {
    if (!volume.has("spec", "claimRef")) {
      return null;
    }
    return volume.textOrEmpty("spec", "claimRef", "namespace")
        + "/"
        + volume.textOrEmpty("spec", "claimRef", "name");
  }

  static String className(Manifest object) {
    String old = object.annotations().getOrDefault(OLD_CLASS_ANNOTATION, "");
    return old.isEmpty() ? object.textOrEmpty("spec", "storageClassName") : old;
  }

  static String nameOfClass(Manifest storageClass) {
    boolean isDefault =
        DEFAULT_CLASS_ANNOTATIONS.stream()
            .anyMatch(name -> "true".equals(storageClass.annotations().get(name)));
    return isDefault ? storageClass.name() + " (default)" : storageClass.name();
  }

  static String tokenAudiences(Manifest driver) {
    List<Manifest> requests = driver.items("spec", "tokenRequests");
    return requests.isEmpty()
        ? "<unset>"
        : String.join(",", requests.stream().map(each -> each.textOrEmpty("audience")).toList());
  }

  static String resourceClaimState(Manifest claim) {
    List<String> states = new ArrayList<>();
    if (claim.has("metadata", "deletionTimestamp")) {
      states.add("deleted");
    }
    if (!claim.has("status", "allocation")) {
      if (states.isEmpty()) {
        states.add("pending");
      }
    } else {
      states.add("allocated");
      if (!claim.items("status", "reservedFor").isEmpty()) {
        states.add("reserved");
      }
    }
    return String.join(",", states);
  }
}
