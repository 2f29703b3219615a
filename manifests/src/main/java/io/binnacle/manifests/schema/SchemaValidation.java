package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** Checks values against the schema; what it finds is a 422 (CRD-23). */
@SuppressWarnings("DoNotCallSuggester")
public final class SchemaValidation {
  private SchemaValidation() {}

  public static List<FieldError> validate(StructuralSchema schema, Manifest manifest) {
    throw new UnsupportedOperationException(schema.format() + manifest);
  }
}
