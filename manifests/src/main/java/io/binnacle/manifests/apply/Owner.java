package io.binnacle.manifests.apply;

import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.typed.Differences;
import io.binnacle.manifests.typed.SchemaChange;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of managedFields that is understood.
 *
 * @param fields under today's schema
 */
record Owner(ManagedFieldsEntry entry, TypedVersion version, FieldSet fields) {
  /**
   * The owners of an object, without those whose version is not served any more and those whose
   * entry makes no sense (SSA-23).
   */
  static List<Owner> of(TypedVersions versions, ManagedFields owners) {
    List<Owner> known = new ArrayList<>(owners.entries().size());
    for (ManagedFieldsEntry entry : owners.entries()) {
      TypedVersion version = versions.of(entry.apiVersion());
      if (version != null) {
        try {
          FieldSet fields = SchemaChange.reconcile(version.schema(), entry.fields());
          known.add(new Owner(entry, version, fields));
        } catch (MalformedFieldsException _) {
          // What cannot be read owns nothing.
        }
      }
    }
    return known;
  }

  /** What is left when others have set or removed fields. */
  FieldSet left(Comparisons comparisons) {
    Differences seen = comparisons.in(version);
    return fields.difference(seen.set()).difference(seen.removed());
  }

  /** The entry with what is left; as it was read where nothing has gone. */
  ManagedFieldsEntry entryWith(FieldSet left) {
    return left.equals(fields) ? entry : entry.withFields(left);
  }
}
