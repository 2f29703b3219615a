package io.binnacle.manifests.patch;

import io.binnacle.manifests.Manifest;

/** RFC 6902 (PATCH-10). */
@SuppressWarnings("DoNotCallSuggester")
public final class JsonPatch {
  private JsonPatch() {}

  /** Throws StatusException: 400 malformed, 413 too much, 422 does not fit the object. */
  public static Manifest apply(byte[] patch, Manifest current) {
    throw new UnsupportedOperationException(patch.length + current.toString());
  }
}
