package io.binnacle.manifests.apply;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.typed.TypedComparison;
import io.binnacle.manifests.typed.TypedRemoval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fields that a manager applied before and does not apply any more go from the object, unless
 * somebody owns them or something below them (SSA-33, SSA-34). What nobody owns below a field that
 * goes, goes with it: the defaults of a struct do not outlive it.
 */
final class Withdrawal {
  private Withdrawal() {}

  /**
   * @param merged the live object with the applied one laid over it
   * @param former what the manager owned before
   * @param applied what it owns now, in the version of the request
   * @param others all other owners
   */
  static Manifest withdraw(
      TypedVersions versions, Manifest merged, Owner former, FieldSet applied, List<Owner> others) {
    TypedVersion then = former.version();
    TypedVersion now = versions.requested();
    boolean sameVersion = then.apiVersion().equals(now.apiVersion());
    if (sameVersion && former.fields().difference(applied).isEmpty()) {
      return merged;
    }
    Map<String, Owned> owned = new LinkedHashMap<>();
    owned.put(now.apiVersion(), new Owned(now, applied));
    for (Owner other : others) {
      owned.merge(
          other.version().apiVersion(), new Owned(other.version(), other.fields()), Owned::and);
    }
    Owned ownedThen = owned.getOrDefault(then.apiVersion(), new Owned(then, FieldSet.EMPTY));
    FieldSet gone = former.fields().withAncestors().difference(ownedThen.kept());
    Manifest whole = then.fromRequested().apply(merged);
    Manifest left =
        then.toRequested().apply(TypedRemoval.remove(then.schema(), whole, gone, ownedThen.fields));
    for (Owned each : owned.values()) {
      if (!each.version.apiVersion().equals(then.apiVersion())) {
        left = withOwned(each, merged, left);
      }
    }
    return left;
  }

  /** What is owned in one version. */
  private record Owned(TypedVersion version, FieldSet fields) {
    Owned and(Owned more) {
      return new Owned(version, fields.union(more.fields));
    }

    FieldSet kept() {
      return fields.union(OwnedWrite.UNTRACKED).withAncestors();
    }
  }

  /** Brings back what went and is owned under the names of another version. */
  private static Manifest withOwned(Owned owned, Manifest merged, Manifest left) {
    TypedVersion version = owned.version;
    Manifest whole = version.fromRequested().apply(merged);
    Manifest part = version.fromRequested().apply(left);
    FieldSet gone = TypedComparison.compare(version.schema(), whole, part).removed();
    FieldSet kept = owned.kept();
    if (gone.intersection(kept).isEmpty()) {
      return left;
    }
    Manifest restored =
        TypedRemoval.remove(version.schema(), whole, gone.difference(kept), owned.fields);
    return version.toRequested().apply(restored);
  }
}
