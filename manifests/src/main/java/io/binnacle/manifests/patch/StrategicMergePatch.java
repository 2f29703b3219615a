package io.binnacle.manifests.patch;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.StructuralSchema;

/** Kubernetes' strategic merge patch (PATCH-20 to PATCH-29). */
@SuppressWarnings("DoNotCallSuggester")
public final class StrategicMergePatch {
  private StrategicMergePatch() {}

  /** Throws StatusException: 400 malformed, 422 does not fit the object. */
  public static Manifest apply(StructuralSchema schema, byte[] patch, Manifest current) {
    throw new UnsupportedOperationException(patch.length + schema.format() + current);
  }
}
