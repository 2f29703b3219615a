package io.binnacle.manifests.apply;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.typed.TypedFields;
import io.binnacle.manifests.typed.TypedMerge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An applied object laid over the live one (SSA-30 to SSA-38). What a manager applies is all that
 * it wants: what it applied before and leaves out now is given up. The applied object has passed
 * {@link AppliedObject#check}.
 */
public final class ServerSideApply {
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  private ServerSideApply() {}

  /**
   * What came of it, before defaults.
   *
   * @param owners with the time of the write for the manager, unless nothing at all changed
   */
  public record Result(Manifest object, ManagedFields owners) {}

  /** A new object: all that is applied is in it, and owned. */
  public static Result create(OwnedWrite write, Manifest applied) {
    FieldSet fields = fieldsOf(write, applied);
    List<ManagedFieldsEntry> owners = new ArrayList<>();
    addSelf(write, fields, write.time(), owners);
    return new Result(applied, new ManagedFields(owners));
  }

  /**
   * @param owners of the live object; where there are none, whoever wrote it so far gets a name
   * @param force takes fields from those who want other values (SSA-32)
   * @throws io.binnacle.manifests.status.StatusException 409 with all conflicts
   */
  public static Result apply(
      OwnedWrite write, ManagedFields owners, Manifest live, Manifest applied, boolean force) {
    ManagedFields before = owners.entries().isEmpty() ? ofUntracked(write, live) : owners;
    TypedVersions versions = write.versions();
    FieldSet fields = fieldsOf(write, applied);
    List<Owner> others = Owner.of(versions, before);
    Owner former = removeSelf(write, others);

    Manifest merged = TypedMerge.merge(versions.requested().schema(), live, applied);
    Manifest object =
        former == null ? merged : Withdrawal.withdraw(versions, merged, former, fields, others);

    Comparisons comparisons = new Comparisons(write, live, object);
    if (!force) {
      checkConflicts(write, live, others, comparisons);
    }
    List<ManagedFieldsEntry> left = new ArrayList<>(others.size() + 1);
    for (Owner other : others) {
      FieldSet kept = other.left(comparisons);
      if (!kept.isEmpty()) {
        left.add(other.entryWith(kept));
      }
    }
    boolean same = object.equals(live);
    addSelf(write, fields, same ? timeSince(write, former, fields) : write.time(), left);
    Manifest shown =
        LastApplied.concerns(write.manager()) ? LastApplied.inStep(object, applied) : object;
    return new Result(shown, new ManagedFields(UpdaterLimit.withinLimit(left)));
  }

  /** SSA-16: somebody has written all this, and nobody knows who. */
  private static ManagedFields ofUntracked(OwnedWrite write, Manifest live) {
    OwnedWrite unknown =
        new OwnedWrite(
            write.versions(), BEFORE_FIRST_APPLY, write.subresource(), write.time(), write.reset());
    return UpdateTracking.born(unknown, live);
  }

  private static FieldSet fieldsOf(OwnedWrite write, Manifest applied) {
    return write.tracked(TypedFields.of(write.versions().requested().schema(), applied));
  }

  private static void addSelf(
      OwnedWrite write, FieldSet fields, String time, List<ManagedFieldsEntry> to) {
    if (!fields.isEmpty()) {
      to.add(ManagedFieldsEntry.of(write.applier(), write.apiVersion(), time, fields));
    }
  }

  private static @Nullable Owner removeSelf(OwnedWrite write, List<Owner> owners) {
    for (Owner owner : owners) {
      if (owner.entry().manager().equals(write.applier())) {
        owners.remove(owner);
        return owner;
      }
    }
    return null;
  }

  /** SSA-06: the time of an entry that stays as it was. */
  private static String timeSince(OwnedWrite write, @Nullable Owner former, FieldSet fields) {
    if (former == null
        || !former.entry().apiVersion().equals(write.apiVersion())
        || !former.fields().equals(fields)) {
      return write.time();
    }
    return former.entry().time();
  }

  private static void checkConflicts(
      OwnedWrite write, Manifest live, List<Owner> others, Comparisons comparisons) {
    List<ApplyConflict> conflicts = new ArrayList<>();
    for (Owner other : others) {
      FieldSet wanted = other.fields().intersection(comparisons.in(other.version()).set());
      if (!wanted.isEmpty()) {
        conflicts.add(new ApplyConflict(other.entry(), wanted));
      }
    }
    if (!conflicts.isEmpty() && LastApplied.concerns(write.manager())) {
      // SSA-42: kubectl does not conflict with what it applied itself from the client's side.
      FieldSet allowed = LastApplied.stillInPlace(write.versions().requested(), live);
      conflicts.replaceAll(
          each -> new ApplyConflict(each.owner(), each.fields().difference(allowed)));
      conflicts.removeIf(each -> each.fields().isEmpty());
    }
    if (!conflicts.isEmpty()) {
      throw ApplyConflict.toStatus(conflicts).toException();
    }
  }
}
