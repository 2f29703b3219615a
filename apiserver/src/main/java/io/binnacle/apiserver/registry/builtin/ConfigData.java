package io.binnacle.apiserver.registry.builtin;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the data of ConfigMaps and Secrets have in common (VAL-50, VAL-51). */
final class ConfigData {
  private static final int BYTES_MAX = 1_048_576;

  private ConfigData() {}

  /**
   * What is wrong with the keys of a field.
   *
   * @param field a map below the root
   */
  static List<FieldError> validateKeys(Manifest object, String field) {
    List<FieldError> errors = new ArrayList<>();
    for (String key : object.fieldNames(field)) {
      for (String why : NameRules.configKey(key)) {
        errors.add(FieldError.invalid(field + "[" + key + "]", key, why));
      }
    }
    return errors;
  }

  /** The bytes of all texts of a field. */
  static long textBytes(Manifest object, String field) {
    long bytes = 0;
    for (String text : object.textMap(field).values()) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /** The bytes that all texts in base64 of a field stand for. */
  static long decodedBytes(Manifest object, String field) {
    long bytes = 0;
    for (String text : object.textMap(field).values()) {
      int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
      bytes += (text.length() - padding) * 3L / 4;
    }
    return bytes;
  }

  /**
   * @param shown what messages name: the field, or {@code []} for the whole object
   */
  static void checkSize(long bytes, String shown, List<FieldError> errors) {
    if (bytes > BYTES_MAX) {
      errors.add(FieldError.tooLong(shown, BYTES_MAX));
    }
  }

  static List<FieldError> validateImmutable(
      Manifest object, @Nullable Manifest old, List<String> fields) {
    List<FieldError> errors = new ArrayList<>();
    if (old == null || !Boolean.TRUE.equals(old.bool("immutable"))) {
      return errors;
    }
    if (!Boolean.TRUE.equals(object.bool("immutable"))) {
      errors.add(FieldError.forbidden("immutable", "field is immutable when `immutable` is set"));
    }
    for (String field : fields) {
      if (!object.sameAt(old, field)) {
        errors.add(FieldError.forbidden(field, "field is immutable when `immutable` is set"));
      }
    }
    return errors;
  }
}
