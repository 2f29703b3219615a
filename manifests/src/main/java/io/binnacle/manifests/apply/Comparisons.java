package io.binnacle.manifests.apply;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.typed.Differences;
import io.binnacle.manifests.typed.TypedComparison;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a write changes, as each version of the object sees it; compared when first asked. */
final class Comparisons {
  private final OwnedWrite write;
  private final @Nullable Manifest old;
  private final Manifest updated;
  private final Map<String, Differences> known = new HashMap<>();

  /**
   * @param old null where the object is new
   */
  Comparisons(OwnedWrite write, @Nullable Manifest old, Manifest updated) {
    this.write = write;
    this.old = old;
    this.updated = updated;
  }

  Differences inRequested() {
    return in(write.versions().requested());
  }

  Differences in(TypedVersion version) {
    return known.computeIfAbsent(version.apiVersion(), _ -> compare(version));
  }

  private Differences compare(TypedVersion version) {
    Manifest is = version.fromRequested().apply(updated);
    Differences all =
        old == null
            ? TypedComparison.born(version.schema(), is)
            : TypedComparison.compare(version.schema(), version.fromRequested().apply(old), is);
    return new Differences(tracked(all.added()), tracked(all.modified()), tracked(all.removed()));
  }

  private FieldSet tracked(FieldSet fields) {
    return write.tracked(fields);
  }
}
