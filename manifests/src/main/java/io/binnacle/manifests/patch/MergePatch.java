package io.binnacle.manifests.patch;

import io.binnacle.manifests.Manifest;

/** RFC 7386 (PATCH-12). */
@SuppressWarnings("DoNotCallSuggester")
public final class MergePatch {
  private MergePatch() {}

  /** Throws StatusException: 400 malformed. */
  public static Manifest apply(byte[] patch, Manifest current) {
    throw new UnsupportedOperationException(patch.length + current.toString());
  }
}
