package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets: stringData becomes data and is never seen again (DEF-50, VAL-51). */
final class SecretStrategy implements Strategy {
  @Override
  public Manifest prepareForCreate(Manifest object) {
    return withStringData(object);
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    Manifest merged = withStringData(updated);
    return merged.text("type") == null || merged.textOrEmpty("type").isEmpty()
        ? merged.edit(editor -> editor.copyFrom(old, "type"))
        : merged;
  }

  private static Manifest withStringData(Manifest object) {
    Map<String, String> texts = object.textMap("stringData");
    if (!object.has("stringData")) {
      return object;
    }
    return object.edit(
        editor -> {
          texts.forEach((key, text) -> editor.setText(base64(text), "data", key));
          editor.remove("stringData");
        });
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    List<FieldError> errors = new ArrayList<>(ConfigData.validate(object, "data"));
    object
        .textMap("data")
        .forEach(
            (key, value) -> {
              if (!isBase64(value)) {
                errors.add(
                    FieldError.invalid("data[" + key + "]", "<secret>", "must be valid base64"));
              }
            });
    errors.addAll(ConfigData.validateImmutable(object, old, List.of("data")));
    return errors;
  }

  private static boolean isBase64(String value) {
    try {
      byte[] decoded = Base64.getDecoder().decode(value);
      return decoded.length <= value.length();
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
