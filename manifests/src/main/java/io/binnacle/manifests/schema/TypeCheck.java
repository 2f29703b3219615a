package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import java.util.List;

/** Finds values of the wrong JSON type, which Kubernetes' decoder answers with 400 (CRUD-05). */
@SuppressWarnings("DoNotCallSuggester")
public final class TypeCheck {
  private TypeCheck() {}

  /** Messages in the decoder's words, {@code json: cannot unmarshal ...}; at most ten. */
  public static List<String> check(StructuralSchema schema, Manifest manifest) {
    throw new UnsupportedOperationException(schema.format() + manifest);
  }
}
