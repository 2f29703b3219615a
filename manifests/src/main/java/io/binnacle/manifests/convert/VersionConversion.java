package io.binnacle.manifests.convert;

import io.binnacle.manifests.Manifest;

/** How objects of a version that is served look in the version that is stored (RES-02). */
public interface VersionConversion {
  /** The object as it is to be stored, without the defaults of that version. */
  Manifest toStored(Manifest served);

  /** The object as it is to be served. */
  Manifest fromStored(Manifest stored);
}
