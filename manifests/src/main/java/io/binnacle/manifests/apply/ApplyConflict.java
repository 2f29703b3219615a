package io.binnacle.manifests.apply;

import io.binnacle.manifests.fieldpath.FieldManager;
import io.binnacle.manifests.fieldpath.FieldPath;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.status.Details;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusCause;
import io.binnacle.manifests.status.StatusReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Fields that somebody applies with other values than their owner wants (SSA-30, SSA-31).
 *
 * @param owner the other owner
 * @param fields of that owner, never empty
 */
record ApplyConflict(ManagedFieldsEntry owner, FieldSet fields) {
  private static final Comparator<ApplyConflict> ORDER =
      Comparator.comparing((ApplyConflict conflict) -> conflict.owner.manager().name())
          .thenComparing(conflict -> conflict.owner.manager().operation())
          .thenComparing(conflict -> conflict.owner.apiVersion())
          .thenComparing(conflict -> conflict.owner.manager().subresource());

  /** The answer for the client, with the words that kubectl prints and the causes it reads. */
  static Status toStatus(List<ApplyConflict> conflicts) {
    List<ApplyConflict> sorted = conflicts.stream().sorted(ORDER).toList();
    List<StatusCause> causes = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (ApplyConflict conflict : sorted) {
      String with = conflict.shownOwner();
      lines.add("conflicts with " + with + ":");
      for (FieldPath path : conflict.fields.paths()) {
        causes.add(
            new StatusCause("FieldManagerConflict", "conflict with " + with, path.toString()));
        lines.add("- " + path);
      }
    }
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
    return Status.of(409, StatusReason.CONFLICT, message).withDetails(Details.ofCauses(causes));
  }

  private String shownOwner() {
    FieldManager manager = owner.manager();
    StringBuilder shown = new StringBuilder(FieldError.quote(manager.name()));
    if (!manager.subresource().isEmpty()) {
      shown.append(" with subresource ").append(FieldError.quote(manager.subresource()));
    }
    if (!manager.applies()) {
      shown.append(" using ").append(owner.apiVersion());
    }
    return shown.toString();
  }
}
