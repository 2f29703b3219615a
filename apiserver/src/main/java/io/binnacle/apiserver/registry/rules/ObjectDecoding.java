package io.binnacle.apiserver.registry.rules;

import io.binnacle.apiserver.registry.operation.FieldValidation;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.Pruned;
import io.binnacle.manifests.schema.Pruning;
import io.binnacle.manifests.schema.TypeCheck;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a client sent, as an object of the type: checked for JSON types, without unknown fields. */
public final class ObjectDecoding {
  private ObjectDecoding() {}

  /** The object with the words about what was dropped. */
  public record Decoded(Manifest object, List<String> warnings) {}

  /**
   * @throws StatusException 400 where the object cannot be one of the type (CRUD-03, CRUD-05,
   *     CRUD-10)
   */
  public static Decoded decode(ResourceType type, Manifest sent, FieldValidation validation) {
    checkKind(type, sent);
    List<String> wrongTypes = TypeCheck.check(type.schema(), sent);
    if (!wrongTypes.isEmpty()) {
      throw new StatusException(Status.badRequest(cannotBeHandled(type) + wrongTypes.getFirst()));
    }
    Pruned pruned = Pruning.prune(type.schema(), sent);
    List<String> complaints =
        validation == FieldValidation.IGNORE ? List.of() : complaints(sent, pruned);
    if (validation == FieldValidation.STRICT && !complaints.isEmpty()) {
      throw new StatusException(
          Status.badRequest(
              cannotBeHandled(type) + "strict decoding error: " + String.join(", ", complaints)));
    }
    Manifest object =
        pruned
            .manifest()
            .edit(
                editor ->
                    editor.setText(type.apiVersion(), "apiVersion").setText(type.kind(), "kind"));
    return withoutDoubledOwners(object, complaints);
  }

  /** META-09: an owner that is named twice in the same words is one owner. */
  private static Decoded withoutDoubledOwners(Manifest object, List<String> complaints) {
    List<Manifest> owners = object.items("metadata", "ownerReferences");
    Set<Manifest> different = new LinkedHashSet<>(owners);
    if (different.size() == owners.size()) {
      return new Decoded(object, complaints);
    }
    List<String> warnings = new ArrayList<>(complaints);
    warnings.add("metadata.ownerReferences: an owner that was named twice is kept once");
    List<Manifest> kept = List.copyOf(different);
    return new Decoded(
        object.edit(editor -> editor.setItems(kept, "metadata", "ownerReferences")), warnings);
  }

  /** The same for the result of a patch, whose wrong types are a 422 (PATCH-06). */
  public static Decoded decodePatched(
      ResourceType type, Manifest patched, FieldValidation validation) {
    List<String> wrongTypes = TypeCheck.check(type.schema(), patched);
    if (!wrongTypes.isEmpty()) {
      throw new StatusException(
          Status.invalid(
              type.groupVersionKind().groupKind(),
              patched.name(),
              List.of(FieldError.invalid("patch", "", wrongTypes.getFirst()))));
    }
    return decode(type, patched, validation);
  }

  private static void checkKind(ResourceType type, Manifest sent) {
    String apiVersion = sent.apiVersion();
    if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
      throw new StatusException(
          Status.badRequest(
              "the API version in the data ("
                  + apiVersion
                  + ") does not match the expected API version ("
                  + type.apiVersion()
                  + ")"));
    }
    String kind = sent.kind();
    if (!kind.isEmpty() && !kind.equals(type.kind())) {
      throw new StatusException(
          Status.badRequest(
              "the kind in the data ("
                  + kind
                  + ") does not match the expected kind ("
                  + type.kind()
                  + ")"));
    }
  }

  private static String cannotBeHandled(ResourceType type) {
    return type.kind()
        + " in version \""
        + type.version()
        + "\" cannot be handled as a "
        + type.kind()
        + ": ";
  }

  private static List<String> complaints(Manifest sent, Pruned pruned) {
    List<String> complaints = new ArrayList<>();
    pruned.unknownFieldPaths().forEach(path -> complaints.add("unknown field \"" + path + "\""));
    sent.duplicateFields().forEach(path -> complaints.add("duplicate field \"" + path + "\""));
    return complaints;
  }
}
