package io.binnacle.manifests.apply;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.fieldpath.FieldManager;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.typed.Differences;
import java.util.ArrayList;
import java.util.List;

/**
 * The owners after a write that is no apply (SSA-15): whoever writes owns what the write sets, and
 * what it removes nobody owns. A write that changes nothing changes no owner and no time.
 */
public final class UpdateTracking {
  private UpdateTracking() {}

  /** The owner of a new object. */
  public static ManagedFields born(OwnedWrite write, Manifest created) {
    return track(write, ManagedFields.NONE, new Comparisons(write, null, created));
  }

  /** The owners of an object that has some; one without is not tracked (SSA-16). */
  public static ManagedFields updated(
      OwnedWrite write, ManagedFields owners, Manifest old, Manifest updated) {
    return track(write, owners, new Comparisons(write, old, updated));
  }

  private static ManagedFields track(
      OwnedWrite write, ManagedFields owners, Comparisons comparisons) {
    Differences changed = comparisons.inRequested();
    if (changed.isEmpty()) {
      return owners;
    }
    FieldManager self = write.updater();
    FieldSet mine = changed.set();
    String time = write.time();
    List<ManagedFieldsEntry> entries = new ArrayList<>(owners.entries().size() + 1);
    for (Owner owner : Owner.of(write.versions(), owners)) {
      FieldSet left = owner.left(comparisons);
      ManagedFieldsEntry entry = owner.entry();
      if (entry.manager().equals(self) && entry.apiVersion().equals(write.apiVersion())) {
        // Who only removes has not taken anything, and keeps the time of the last that it took.
        time = mine.isEmpty() ? entry.time() : time;
        mine = left.union(mine);
      } else if (!left.isEmpty()) {
        entries.add(owner.entryWith(left));
      }
    }
    if (!mine.isEmpty()) {
      entries.add(ManagedFieldsEntry.of(self, write.apiVersion(), time, mine));
    }
    return new ManagedFields(UpdaterLimit.withinLimit(entries));
  }
}
