package io.binnacle.apiserver.storage;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.selector.FieldSelector;
import io.binnacle.manifests.selector.LabelSelector;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.SelectableField;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A label and a field selector over the attachments of one type; nothing is parsed (design D6). */
public final class ObjectSelector {
  private static final ObjectSelector EVERYTHING =
      new ObjectSelector(LabelSelector.everything(), FieldSelector.everything());

  private final LabelSelector labels;
  private final FieldSelector fields;

  private ObjectSelector(LabelSelector labels, FieldSelector fields) {
    this.labels = labels;
    this.fields = fields;
  }

  public static ObjectSelector everything() {
    return EVERYTHING;
  }

  /**
   * @throws StatusException 400 where a field is not one that the type can be selected by (SEL-05)
   */
  public static ObjectSelector of(ResourceType type, LabelSelector labels, FieldSelector fields) {
    for (FieldSelector.Requirement requirement : fields.requirements()) {
      if (!isSelectable(type, requirement.field())) {
        throw new StatusException(unknownField(type, requirement.field()));
      }
    }
    return new ObjectSelector(labels, fields);
  }

  private static boolean isSelectable(ResourceType type, String field) {
    if (field.equals("metadata.name") || field.equals("metadata.namespace")) {
      return true;
    }
    return type.rules().selectableFields().stream()
        .map(SelectableField::label)
        .anyMatch(field::equals);
  }

  private static Status unknownField(ResourceType type, String field) {
    return Status.badRequest(
        type.rules().selectableFields().isEmpty()
            ? "\""
                + field
                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            : "field label not supported: " + field);
  }

  public boolean isEverything() {
    return labels.isEverything() && fields.isEverything();
  }

  public boolean matches(StoredObject object) {
    return (labels.isEverything() || labels.matches(object.attachment().labels()))
        && (fields.isEverything() || matchesFields(object));
  }

  /** The same for an object that is not stored. */
  public boolean matches(Manifest object) {
    return labels.matches(object.labels())
        && fields.matches(
            field ->
                switch (field) {
                  case "metadata.name" -> object.name();
                  case "metadata.namespace" -> object.namespace();
                  default -> "";
                });
  }

  private boolean matchesFields(StoredObject object) {
    ObjectKey key = object.key();
    FieldValues values = new FieldValues(object);
    return fields.matches(
        field ->
            switch (field) {
              case "metadata.name" -> key.name();
              case "metadata.namespace" -> key.namespace();
              default -> values.get(field);
            });
  }

  /** The name that the fields pin, so that a list need look at one key only; null for none. */
  public @Nullable String pinnedName() {
    for (FieldSelector.Requirement requirement : fields.requirements()) {
      if (requirement.field().equals("metadata.name") && !requirement.negated()) {
        return requirement.value();
      }
    }
    return null;
  }

  /** Reads the fields of the attachment when the first one is asked for. */
  private static final class FieldValues {
    private final StoredObject object;
    private @Nullable Map<String, String> values;

    FieldValues(StoredObject object) {
      this.object = object;
    }

    String get(String field) {
      Map<String, String> read = values;
      if (read == null) {
        read = Collections.unmodifiableMap(object.attachment().fields());
        values = read;
      }
      return read.getOrDefault(field, "");
    }
  }
}
