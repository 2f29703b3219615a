package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ConfigMaps: keys, size, and what immutable means (VAL-50, VAL-51). */
final class ConfigMapStrategy implements Strategy {
  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    List<FieldError> errors = new ArrayList<>(ConfigData.validateKeys(object, "data"));
    for (String key : object.fieldNames("data")) {
      if (object.has("binaryData", key)) {
        errors.add(
            FieldError.invalid("data[" + key + "]", key, "duplicate of key present in binaryData"));
      }
    }
    errors.addAll(ConfigData.validateKeys(object, "binaryData"));
    ConfigData.checkSize(
        ConfigData.textBytes(object, "data") + ConfigData.decodedBytes(object, "binaryData"),
        "[]",
        errors);
    errors.addAll(ConfigData.validateImmutable(object, old, List.of("data", "binaryData")));
    return errors;
  }
}
