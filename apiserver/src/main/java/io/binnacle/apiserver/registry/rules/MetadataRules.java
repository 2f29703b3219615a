package io.binnacle.apiserver.registry.rules;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.storage.ResourceVersions;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.ObjectMeta;
import io.binnacle.manifests.meta.ObjectMetaRules;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The metadata that the server owns, and the rules for what clients own (META-nn). */
public final class MetadataRules {
  private static final String METADATA = "metadata";

  private static final List<String> STANDARD_FINALIZERS =
      List.of("orphan", "foregroundDeletion", "kubernetes");

  private MetadataRules() {}

  /** What no other object has. */
  public record Birth(String uid, String creationTimestamp) {}

  /** The object with the metadata of a birth (CRUD-21, CRUD-22). */
  public static Manifest forCreate(
      ResourceType type, Manifest sent, String namespace, Birth birth) {
    return sent.edit(
        editor -> {
          for (String owned :
              List.of(
                  "resourceVersion",
                  "deletionTimestamp",
                  "deletionGracePeriodSeconds",
                  "selfLink",
                  "generation",
                  "managedFields")) {
            editor.remove(METADATA, owned);
          }
          if (type.namespaced()) {
            editor.setText(namespace, METADATA, "namespace");
          } else {
            editor.remove(METADATA, "namespace");
          }
          editor.setText(birth.uid(), METADATA, "uid");
          editor.setText(birth.creationTimestamp(), METADATA, "creationTimestamp");
          if (type.rules().countsGeneration()) {
            editor.setInteger(1, METADATA, "generation");
          }
        });
  }

  /** The new object with what the old one's metadata decides; what is absent is filled in. */
  public static Manifest forUpdate(ResourceType type, Manifest updated, Manifest old) {
    return updated.edit(
        editor -> {
          editor.remove(METADATA, "resourceVersion");
          editor.remove(METADATA, "selfLink");
          editor.copyFrom(old, METADATA, "managedFields");
          editor.copyFrom(old, METADATA, "generation");
          for (String kept :
              List.of(
                  "name",
                  "namespace",
                  "uid",
                  "creationTimestamp",
                  "deletionTimestamp",
                  "deletionGracePeriodSeconds")) {
            if (isAbsent(updated, kept) || (!type.namespaced() && kept.equals("namespace"))) {
              editor.copyFrom(old, METADATA, kept);
            }
          }
        });
  }

  private static boolean isAbsent(Manifest object, String field) {
    String text = object.scalarText(METADATA, field);
    return text == null || text.isEmpty();
  }

  /** Counts the generation up where something beside metadata and status has changed (META-12). */
  public static Manifest countGeneration(ResourceType type, Manifest updated, Manifest old) {
    if (!type.rules().countsGeneration() || !changesGeneration(type, updated, old)) {
      return updated;
    }
    return nextGeneration(updated);
  }

  static Manifest nextGeneration(Manifest object) {
    long next = object.integerOr(0, METADATA, "generation") + 1;
    return object.edit(editor -> editor.setInteger(next, METADATA, "generation"));
  }

  private static boolean changesGeneration(ResourceType type, Manifest updated, Manifest old) {
    Set<String> fields = new LinkedHashSet<>(updated.fieldNames());
    fields.addAll(old.fieldNames());
    fields.remove(METADATA);
    fields.removeAll(type.rules().generationExempt());
    if (type.hasStatus()) {
      fields.remove("status");
    }
    return fields.stream().anyMatch(field -> !updated.unchangedAt(old, field));
  }

  /**
   * @throws StatusException 409 where the caller holds another version or another object (CRUD-42,
   *     CRUD-44)
   */
  public static void checkPreconditions(
      ResourceType type, Manifest updated, Manifest old, boolean unconditionalAllowed) {
    String uid = updated.uid();
    if (!uid.isEmpty() && !uid.equals(old.uid())) {
      throw new StatusException(uidConflict(type, old.name(), uid, old.uid()));
    }
    String resourceVersion = updated.resourceVersion();
    if (resourceVersion.isEmpty()) {
      if (!unconditionalAllowed) {
        throw new StatusException(
            Status.invalid(
                type.groupVersionKind().groupKind(),
                old.name(),
                List.of(
                    FieldError.invalid(
                        "metadata.resourceVersion", 0, "must be specified for an update"))));
      }
      return;
    }
    String current = old.resourceVersion();
    if (ResourceVersions.parse(resourceVersion).number()
        != ResourceVersions.parse(current).number()) {
      throw new StatusException(Status.conflict(type.resource().groupResource(), old.name()));
    }
  }

  public static Status uidConflict(ResourceType type, String name, String wanted, String actual) {
    return Status.conflict(
        type.resource().groupResource(),
        name,
        "Precondition failed: UID in precondition: " + wanted + ", UID in object meta: " + actual);
  }

  /** SSA-03: an apply that names an object which is not there any more. */
  public static Status noObjectOfUid(ResourceType type, String name, String uid) {
    return Status.conflict(
        type.resource().groupResource(),
        name,
        "uid mismatch: the provided object specified uid "
            + uid
            + ", and no existing object was found");
  }

  static List<FieldError> validate(
      ResourceType type, Strategy strategy, Manifest object, @Nullable Manifest old) {
    ObjectMeta meta = metaOf(object);
    List<FieldError> errors =
        new ArrayList<>(ObjectMetaRules.validate(meta, type.namespaced(), strategy.nameRule()));
    if (type.group().isEmpty()) {
      checkFinalizers(object, errors);
    }
    if (old != null) {
      errors.addAll(ObjectMetaRules.validateUpdate(metaOf(old), meta));
    }
    return errors;
  }

  /** META-07: the core group knows the names without a domain, and takes no others. */
  private static void checkFinalizers(Manifest object, List<FieldError> errors) {
    for (String finalizer : object.finalizers()) {
      if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
        errors.add(
            FieldError.invalid(
                "metadata.finalizers",
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified"));
      }
    }
  }

  private static ObjectMeta metaOf(Manifest object) {
    return new ObjectMeta(
        object.name(),
        object.generateName(),
        object.namespace(),
        object.uid(),
        object.labels(),
        object.annotations(),
        object.finalizers(),
        object.ownerReferences(),
        object.textOrEmpty(METADATA, "creationTimestamp"),
        object.textOrEmpty(METADATA, "deletionTimestamp"),
        object.integer(METADATA, "deletionGracePeriodSeconds"),
        object.integerOr(0, METADATA, "generation"));
  }
}
