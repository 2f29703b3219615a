package io.binnacle.apiserver.registry.rules;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.SchemaValidation;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ImmutableField;
import io.binnacle.manifests.type.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that must hold of an object before it is written; every error is found, not the first. */
public final class ObjectRules {
  private ObjectRules() {}

  /**
   * @param old null on create
   * @throws StatusException 422 with all errors (ERR-08)
   */
  public static void check(
      ResourceType type, Strategy strategy, Manifest object, @Nullable Manifest old) {
    List<FieldError> errors = new ArrayList<>();
    errors.addAll(MetadataRules.validate(type, strategy, object, old));
    List<FieldError> structural = SchemaValidation.validate(type.schema(), object);
    addAll(structural, errors);
    if (old != null) {
      type.rules().immutableFields().forEach(field -> checkUnchanged(field, object, old, errors));
    }
    addAll(type.ruleSet().check(object, old, structural), errors);
    addAll(strategy.validate(object, old), errors);
    if (!errors.isEmpty()) {
      throw new StatusException(
          Status.invalid(type.groupVersionKind().groupKind(), object.name(), errors));
    }
  }

  /** Adds what was found; that a field is missing is said once, by whoever says more of it. */
  private static void addAll(List<FieldError> found, List<FieldError> errors) {
    for (FieldError error : found) {
      int known = error.type() == FieldError.Type.REQUIRED ? missing(error.field(), errors) : -1;
      if (known < 0) {
        errors.add(error);
      } else if (errors.get(known).detail().isEmpty()) {
        errors.set(known, error);
      }
    }
  }

  /** Where it is said already that a field is missing; -1 where it is not. */
  private static int missing(String field, List<FieldError> errors) {
    for (int i = 0; i < errors.size(); i++) {
      FieldError error = errors.get(i);
      if (error.type() == FieldError.Type.REQUIRED && error.field().equals(field)) {
        return i;
      }
    }
    return -1;
  }

  private static void checkUnchanged(
      ImmutableField field, Manifest object, Manifest old, List<FieldError> errors) {
    String[] path = field.path().toArray(new String[0]);
    boolean setOnce = field.onceSet() && !old.has(path);
    if (!setOnce && !object.unchangedAt(old, path)) {
      String shownPath = String.join(".", field.path());
      errors.add(
          field.forbidden()
              ? FieldError.forbidden(shownPath, field.message())
              : FieldError.invalidJson(shownPath, shown(object, path), field.message()));
    }
  }

  private static String shown(Manifest object, String[] path) {
    String scalar = object.text(path);
    if (scalar != null) {
      return FieldError.quote(scalar);
    }
    String other = object.scalarText(path);
    if (other != null) {
      return other;
    }
    Manifest below = object.object(path);
    return below == null ? "null" : new String(below.toJson(), StandardCharsets.UTF_8);
  }
}
