package io.binnacle.apiserver.registry.builtin;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the data of ConfigMaps and Secrets have in common (VAL-50, VAL-51). */
final class ConfigData {
  private static final int BYTES_MAX = 1_048_576;
  private static final int KEY_LENGTH_MAX = 253;
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");

  private ConfigData() {}

  static List<FieldError> validate(Manifest object, String... fields) {
    List<FieldError> errors = new ArrayList<>();
    long bytes = 0;
    for (String field : fields) {
      for (Map.Entry<String, String> entry : object.textMap(field).entrySet()) {
        String key = entry.getKey();
        bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        boolean valid =
            key.length() <= KEY_LENGTH_MAX
                && KEY.matcher(key).matches()
                && !key.equals(".")
                && !key.startsWith("..");
        if (!valid) {
          errors.add(
              FieldError.invalid(
                  field + "[" + key + "]",
                  key,
                  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                      + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for"
                      + " validation is '[-._a-zA-Z0-9]+')"));
        }
      }
    }
    if (bytes > BYTES_MAX) {
      errors.add(FieldError.tooLong("data", BYTES_MAX));
    }
    return errors;
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
