package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
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
    List<FieldError> errors = new ArrayList<>(ConfigData.validateKeys(object, "data"));
    ConfigData.checkSize(ConfigData.decodedBytes(object, "data"), "data", errors);
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
    checkKnownType(object, errors);
    return errors;
  }

  /** VAL-52, DEF-51. */
  private static void checkKnownType(Manifest object, List<FieldError> errors) {
    switch (object.textOrEmpty("type")) {
      case "kubernetes.io/service-account-token" -> {
        String account = "kubernetes.io/service-account.name";
        if (object.annotations().getOrDefault(account, "").isEmpty()) {
          errors.add(FieldError.required("metadata.annotations[" + account + "]", ""));
        }
      }
      case "kubernetes.io/dockercfg" -> requireJson(object, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> requireJson(object, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!object.has("data", "username") && !object.has("data", "password")) {
          errors.add(FieldError.required("data[username]", ""));
          errors.add(FieldError.required("data[password]", ""));
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (object.textOrEmpty("data", "ssh-privatekey").isEmpty()) {
          errors.add(FieldError.required("data[ssh-privatekey]", ""));
        }
      }
      case "kubernetes.io/tls" -> {
        require(object, "tls.crt", errors);
        require(object, "tls.key", errors);
      }
      default -> {}
    }
  }

  private static boolean require(Manifest object, String key, List<FieldError> errors) {
    boolean there = object.has("data", key);
    if (!there) {
      errors.add(FieldError.required("data[" + key + "]", ""));
    }
    return there;
  }

  private static void requireJson(Manifest object, String key, List<FieldError> errors) {
    String value = object.textOrEmpty("data", key);
    if (require(object, key, errors) && isBase64(value) && !isJson(value)) {
      errors.add(
          FieldError.invalid("data[" + key + "]", "<secret contents redacted>", "not valid JSON"));
    }
  }

  private static boolean isJson(String base64) {
    try {
      var _ = Manifest.parseJson(Base64.getDecoder().decode(base64), DecodeLimits.standard());
      return true;
    } catch (MalformedManifestException notJson) {
      return false;
    }
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
