package io.binnacle.manifests.meta;

import io.binnacle.manifests.meta.NameRules.NameRule;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/** What must hold of the metadata of any object (META-01 to META-12); all errors, not the first. */
public final class ObjectMetaRules {
  private static final String IMMUTABLE = "field is immutable";
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private ObjectMetaRules() {}

  /** For create, and for the new object of an update. */
  public static List<FieldError> validate(ObjectMeta meta, boolean namespaced, NameRule rule) {
    List<FieldError> errors = new ArrayList<>();
    validateNames(meta, namespaced, rule, errors);
    if (meta.generation() < 0) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", meta.generation(), "must be greater than or equal to 0"));
    }
    errors.addAll(NameRules.labels(meta.labels(), "metadata.labels"));
    errors.addAll(NameRules.annotations(meta.annotations(), "metadata.annotations"));
    validateOwners(meta.ownerReferences(), errors);
    validateFinalizers(meta.finalizers(), errors);
    return errors;
  }

  private static void validateNames(
      ObjectMeta meta, boolean namespaced, NameRule rule, List<FieldError> errors) {
    if (!meta.generateName().isEmpty()) {
      for (String why : NameRules.namePrefix(rule, meta.generateName())) {
        errors.add(FieldError.invalid("metadata.generateName", meta.generateName(), why));
      }
    }
    if (meta.name().isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else {
      for (String why : NameRules.name(rule, meta.name())) {
        errors.add(FieldError.invalid("metadata.name", meta.name(), why));
      }
    }
    if (!namespaced && !meta.namespace().isEmpty()) {
      errors.add(FieldError.forbidden("metadata.namespace", "not allowed on this type"));
    } else if (namespaced && meta.namespace().isEmpty()) {
      errors.add(FieldError.required("metadata.namespace", ""));
    } else if (namespaced) {
      for (String why : NameRules.dnsLabel(meta.namespace())) {
        errors.add(FieldError.invalid("metadata.namespace", meta.namespace(), why));
      }
    }
  }

  /** META-09. */
  private static void validateOwners(List<OwnerReference> owners, List<FieldError> errors) {
    String controller = "";
    for (int i = 0; i < owners.size(); i++) {
      OwnerReference owner = owners.get(i);
      String field = "metadata.ownerReferences[" + i + "]";
      requireText(field + ".apiVersion", owner.apiVersion(), errors);
      requireText(field + ".kind", owner.kind(), errors);
      requireText(field + ".name", owner.name(), errors);
      requireText(field + ".uid", owner.uid(), errors);
      if (owner.apiVersion().equals("v1") && owner.kind().equals("Event")) {
        errors.add(
            FieldError.invalidJson(
                field, print(owner), "/v1, Kind=Event is disallowed from being an owner"));
      }
      String name = owner.kind() + "/" + owner.name();
      if (owner.controller() && !controller.isEmpty()) {
        errors.add(
            FieldError.invalidJson(
                "metadata.ownerReferences",
                print(owners),
                "Only one reference can have Controller set to true. Found \"true\" in references"
                    + " for "
                    + controller
                    + " and "
                    + name));
      } else if (owner.controller()) {
        controller = name;
      }
    }
  }

  private static void requireText(String field, String value, List<FieldError> errors) {
    if (value.isEmpty()) {
      errors.add(FieldError.required(field, "must not be empty"));
    }
  }

  private static String print(List<OwnerReference> owners) {
    StringJoiner list = new StringJoiner(",", "[", "]");
    owners.forEach(owner -> list.add(print(owner)));
    return list.toString();
  }

  private static String print(OwnerReference owner) {
    return "{\"apiVersion\":"
        + FieldError.quote(owner.apiVersion())
        + ",\"kind\":"
        + FieldError.quote(owner.kind())
        + ",\"name\":"
        + FieldError.quote(owner.name())
        + ",\"uid\":"
        + FieldError.quote(owner.uid())
        + "}";
  }

  /** META-07, in what holds for every type. */
  private static void validateFinalizers(List<String> finalizers, List<FieldError> errors) {
    for (String finalizer : finalizers) {
      for (String why : NameRules.qualifiedName(finalizer)) {
        errors.add(FieldError.invalid("metadata.finalizers", finalizer, why));
      }
    }
    if (finalizers.contains(ORPHAN) && finalizers.contains(FOREGROUND)) {
      StringJoiner list = new StringJoiner(",", "[", "]");
      finalizers.forEach(finalizer -> list.add(FieldError.quote(finalizer)));
      errors.add(
          FieldError.invalidJson(
              "metadata.finalizers",
              list.toString(),
              "finalizer orphan and foregroundDeletion cannot be both set"));
    }
  }

  /** META-07: the built-in types know three finalizers without a domain. */
  public static List<FieldError> validateBuiltinFinalizers(List<String> finalizers, String field) {
    List<FieldError> errors = new ArrayList<>();
    for (String finalizer : finalizers) {
      boolean standard =
          finalizer.equals(ORPHAN)
              || finalizer.equals(FOREGROUND)
              || finalizer.equals("kubernetes");
      if (!standard && finalizer.indexOf('/') < 0) {
        errors.add(
            FieldError.invalid(
                field,
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified"));
      }
    }
    return errors;
  }

  /** What an update may not change (META-08, META-10, META-12). */
  public static List<FieldError> validateUpdate(ObjectMeta old, ObjectMeta changed) {
    List<FieldError> errors = new ArrayList<>();
    if (!old.deletionTimestamp().isEmpty()) {
      validateNoNewFinalizers(old.finalizers(), changed.finalizers(), errors);
    }
    unchanged("metadata.name", old.name(), changed.name(), errors);
    unchanged("metadata.namespace", old.namespace(), changed.namespace(), errors);
    unchanged("metadata.uid", old.uid(), changed.uid(), errors);
    unchanged(
        "metadata.creationTimestamp", old.creationTimestamp(), changed.creationTimestamp(), errors);
    unchanged(
        "metadata.deletionTimestamp", old.deletionTimestamp(), changed.deletionTimestamp(), errors);
    Long grace = changed.deletionGracePeriodSeconds();
    if (!Objects.equals(old.deletionGracePeriodSeconds(), grace)) {
      errors.add(
          FieldError.invalidJson(
              "metadata.deletionGracePeriodSeconds", String.valueOf(grace), IMMUTABLE));
    }
    if (changed.generation() < old.generation()) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", changed.generation(), "must not be decremented"));
    }
    return errors;
  }

  private static void unchanged(String field, String old, String changed, List<FieldError> errors) {
    if (!old.equals(changed)) {
      errors.add(FieldError.invalid(field, changed, IMMUTABLE));
    }
  }

  private static void validateNoNewFinalizers(
      List<String> old, List<String> changed, List<FieldError> errors) {
    StringJoiner added = new StringJoiner(", ", "[]string{", "}");
    changed.stream()
        .filter(finalizer -> !old.contains(finalizer))
        .sorted()
        .forEach(finalizer -> added.add(FieldError.quote(finalizer)));
    if (!added.toString().equals("[]string{}")) {
      errors.add(
          FieldError.forbidden(
              "metadata.finalizers",
              "no new finalizers can be added if the object is being deleted, found new finalizers "
                  + added));
    }
  }
}
