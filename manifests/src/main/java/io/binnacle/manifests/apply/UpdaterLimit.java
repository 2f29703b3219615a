package io.binnacle.manifests.apply;

import io.binnacle.manifests.fieldpath.FieldManager;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps an object from collecting owners without end (SSA-17): of more than ten that update, the
 * oldest become one for each version.
 */
final class UpdaterLimit {
  private static final int UPDATERS_MAX = 10;
  private static final FieldManager ANCIENT = FieldManager.updating("ancient-changes", "");

  private UpdaterLimit() {}

  static List<ManagedFieldsEntry> withinLimit(List<ManagedFieldsEntry> entries) {
    List<ManagedFieldsEntry> updaters = new ArrayList<>(entries);
    updaters.removeIf(entry -> entry.manager().applies());
    if (updaters.size() <= UPDATERS_MAX) {
      return entries;
    }
    updaters.sort(
        Comparator.comparing(ManagedFieldsEntry::time)
            .thenComparing(entry -> entry.manager().name())
            .thenComparing(ManagedFieldsEntry::apiVersion)
            .thenComparing(entry -> entry.manager().subresource()));
    List<ManagedFieldsEntry> left = new ArrayList<>(entries);
    Map<String, List<ManagedFieldsEntry>> merged = new LinkedHashMap<>();
    int count = updaters.size();
    for (ManagedFieldsEntry oldest : updaters) {
      if (count <= UPDATERS_MAX) {
        break;
      }
      List<ManagedFieldsEntry> bucket =
          merged.computeIfAbsent(oldest.apiVersion(), _ -> new ArrayList<>());
      bucket.add(oldest);
      // The first of a version only makes room once a second one joins it.
      count -= bucket.size() > 1 ? 1 : 0;
    }
    for (List<ManagedFieldsEntry> bucket : merged.values()) {
      if (bucket.size() > 1) {
        left.removeAll(bucket);
        left.add(ancient(bucket));
      }
    }
    return left;
  }

  /** The youngest time counts: it is when the last of them wrote. */
  private static ManagedFieldsEntry ancient(List<ManagedFieldsEntry> bucket) {
    FieldSet fields = FieldSet.EMPTY;
    for (ManagedFieldsEntry entry : bucket) {
      try {
        fields = fields.union(entry.fields());
      } catch (MalformedFieldsException e) {
        throw new IllegalStateException("an entry that was read before cannot be read", e);
      }
    }
    ManagedFieldsEntry youngest = bucket.getLast();
    return ManagedFieldsEntry.of(ANCIENT, youngest.apiVersion(), youngest.time(), fields);
  }
}
