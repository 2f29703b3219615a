package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;

/** Drops the fields that the schema does not know and names them (CRUD-03, CRD-20). */
@SuppressWarnings("DoNotCallSuggester")
public final class Pruning {
  private Pruning() {}

  public static Pruned prune(StructuralSchema schema, Manifest manifest) {
    throw new UnsupportedOperationException(schema.format() + manifest);
  }
}
