package io.binnacle.manifests.meta;

import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** What must hold of the metadata of any object (META-01 to META-12). */
public final class ObjectMetaRules {
  private ObjectMetaRules() {}

  /** For create, and for the new object of an update. */
  public static List<FieldError> validate(
      ObjectMeta meta, boolean namespaced, NameRules.NameRule rule) {
    List<FieldError> errors = new ArrayList<>();
    if (meta.name().isEmpty() && meta.generateName().isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    }
    if (!meta.name().isEmpty()) {
      NameRules.name(rule, meta.name())
          .forEach(why -> errors.add(FieldError.invalid("metadata.name", meta.name(), why)));
    }
    if (namespaced && meta.namespace().isEmpty()) {
      errors.add(FieldError.required("metadata.namespace", ""));
    }
    return errors;
  }

  /** What an update may not change (META-08, META-10). */
  public static List<FieldError> validateUpdate(ObjectMeta old, ObjectMeta changed) {
    List<FieldError> errors = new ArrayList<>();
    if (!old.name().equals(changed.name())) {
      errors.add(FieldError.invalid("metadata.name", changed.name(), "field is immutable"));
    }
    return errors;
  }
}
