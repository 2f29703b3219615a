package io.binnacle.manifests.typed;

import io.binnacle.manifests.fieldpath.FieldSet;

/** What one tree has that the other has not, or has otherwise. */
public record Differences(FieldSet added, FieldSet modified, FieldSet removed) {
  public boolean isEmpty() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  /** The fields that got a value. */
  public FieldSet set() {
    return modified.union(added);
  }
}
