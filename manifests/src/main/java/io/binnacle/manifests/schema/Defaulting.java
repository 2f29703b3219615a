package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;

/**
 * Fills in what was left out and brings values into their canonical form: null of a field that is
 * not nullable counts as left out, empty lists and maps vanish, quantities are canonical.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Defaulting {
  private Defaulting() {}

  public static Manifest apply(StructuralSchema schema, Manifest manifest) {
    throw new UnsupportedOperationException(schema.format() + manifest);
  }
}
