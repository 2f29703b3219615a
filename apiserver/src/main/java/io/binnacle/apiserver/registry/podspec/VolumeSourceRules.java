package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.status.FieldError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must hold of the source of a volume, whichever it is (VAL-12). */
final class VolumeSourceRules {
  private static final String NO_STEPS_BACK = "must not contain '..'";

  /** Sorted, as messages list them; the empty one is not looked at by the kubelet. */
  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  private static final long MODE_MAX = 0_777;
  private static final long TOKEN_SECONDS_MIN = 600;
  private static final long TOKEN_SECONDS_MAX = 1L << 32;

  private VolumeSourceRules() {}

  /**
   * @param source the first one that is stated
   * @param shown the volume, as messages name it
   */
  static void check(Manifest volume, String source, String shown, List<FieldError> errors) {
    Manifest stated = volume.object(source);
    if (stated == null) {
      return;
    }
    String field = shown + "." + source;
    switch (source) {
      case "emptyDir" -> {
        String limit = stated.scalarText("sizeLimit");
        if (limit != null && isNegative(limit)) {
          errors.add(
              FieldError.forbidden(
                  field + ".sizeLimit", "SizeLimit field must be a valid resource quantity"));
        }
      }
      case "hostPath" -> {
        noStepsBack(stated.textOrEmpty("path"), field + ".path", errors);
        String type = stated.textOrEmpty("type");
        if (!HOST_PATH_TYPES.contains(type)) {
          errors.add(FieldError.notSupported(field + ".type", type, HOST_PATH_TYPES));
        }
      }
      case "secret" -> keyed(stated, "secretName", field, errors);
      case "configMap" -> keyed(stated, "name", field, errors);
      case "downwardAPI" -> {
        mode(stated, "defaultMode", field, errors);
        files(stated.items("items"), field + ".items", errors);
      }
      case "projected" -> projected(stated, field, errors);
      case "nfs" -> {
        String path = stated.textOrEmpty("path");
        if (!path.startsWith("/")) {
          errors.add(FieldError.invalid(field + ".path", path, "must be an absolute path"));
        }
      }
      default -> {}
    }
  }

  private static boolean isNegative(String quantity) {
    try {
      return Quantity.parse(quantity).signum() < 0;
    } catch (IllegalArgumentException _) {
      // The schema says so.
      return false;
    }
  }

  /** A Secret or a ConfigMap of which keys become files. */
  private static void keyed(Manifest source, String name, String field, List<FieldError> errors) {
    if (source.textOrEmpty(name).isEmpty()) {
      errors.add(FieldError.required(field + "." + name, ""));
    }
    mode(source, "defaultMode", field, errors);
    List<Manifest> items = source.items("items");
    for (int i = 0; i < items.size(); i++) {
      String shown = field + ".items[" + i + "]";
      below(items.get(i).textOrEmpty("path"), shown + ".path", errors);
      mode(items.get(i), "mode", shown, errors);
    }
  }

  /** What a pod tells its containers of itself. */
  private static void files(List<Manifest> files, String field, List<FieldError> errors) {
    for (int i = 0; i < files.size(); i++) {
      Manifest file = files.get(i);
      String shown = field + "[" + i + "]";
      below(file.textOrEmpty("path"), shown + ".path", errors);
      mode(file, "mode", shown, errors);
      boolean ofField = file.has("fieldRef");
      boolean ofResource = file.has("resourceFieldRef");
      if (ofField && ofResource) {
        errors.add(
            FieldError.invalid(
                shown,
                "resource",
                "fieldRef and resourceFieldRef can not be specified simultaneously"));
      } else if (!ofField && !ofResource) {
        errors.add(FieldError.required(shown, "one of fieldRef and resourceFieldRef is required"));
      }
    }
  }

  private static void projected(Manifest projected, String field, List<FieldError> errors) {
    mode(projected, "defaultMode", field, errors);
    Set<String> paths = new LinkedHashSet<>();
    List<Manifest> sources = projected.items("sources");
    for (int i = 0; i < sources.size(); i++) {
      Manifest source = sources.get(i);
      String shown = field + ".sources[" + i + "]";
      if (source.fieldNames().size() > 1) {
        errors.add(
            FieldError.forbidden(shown, "may not specify more than 1 volume type per source"));
      }
      for (String kind : List.of("secret", "configMap", "downwardAPI")) {
        Manifest stated = source.object(kind);
        if (stated != null && kind.equals("downwardAPI")) {
          files(stated.items("items"), shown + ".downwardAPI.items", errors);
        } else if (stated != null) {
          keyed(stated, "name", shown + "." + kind, errors);
        }
        for (Manifest item : source.items(kind, "items")) {
          once(item.textOrEmpty("path"), paths, field, errors);
        }
      }
      token(source, shown + ".serviceAccountToken", errors);
    }
  }

  private static void once(String path, Set<String> paths, String field, List<FieldError> errors) {
    if (!path.isEmpty() && !paths.add(path)) {
      errors.add(FieldError.invalid(field, path, "conflicting duplicate paths"));
    }
  }

  private static void token(Manifest source, String field, List<FieldError> errors) {
    Long seconds = source.integer("serviceAccountToken", "expirationSeconds");
    if (seconds != null && seconds < TOKEN_SECONDS_MIN) {
      errors.add(
          FieldError.invalid(
              field + ".expirationSeconds",
              seconds,
              "may not specify a duration less than 10 minutes"));
    } else if (seconds != null && seconds > TOKEN_SECONDS_MAX) {
      errors.add(
          FieldError.invalid(
              field + ".expirationSeconds",
              seconds,
              "may not specify a duration larger than 2^32 seconds"));
    }
    below(source.textOrEmpty("serviceAccountToken", "path"), field + ".path", errors);
  }

  private static void mode(Manifest owner, String name, String field, List<FieldError> errors) {
    Long mode = owner.integer(name);
    if (mode != null && (mode < 0 || mode > MODE_MAX)) {
      errors.add(
          FieldError.invalid(
              field + "." + name,
              mode,
              "must be a number between 0 and 0777 (octal), both inclusive"));
    }
  }

  /** A path that stays inside the volume, and is none of the kubelet's own. */
  private static void below(String path, String shown, List<FieldError> errors) {
    relative(path, shown, errors);
    if (path.startsWith("..") && !path.startsWith("../")) {
      errors.add(FieldError.invalid(shown, path, "must not start with '..'"));
    }
  }

  /** A path that leads downwards from where it begins. */
  static void relative(String path, String shown, List<FieldError> errors) {
    if (path.startsWith("/")) {
      errors.add(FieldError.invalid(shown, path, "must be a relative path"));
    }
    noStepsBack(path, shown, errors);
  }

  private static void noStepsBack(String path, String shown, List<FieldError> errors) {
    if (List.of(path.split("/", -1)).contains("..")) {
      errors.add(FieldError.invalid(shown, path, NO_STEPS_BACK));
    }
  }
}
