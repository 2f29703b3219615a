package io.binnacle.apiserver.negotiation;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;

/** Reads JSON that this server has made itself. */
final class Trees {
  private Trees() {}

  static Manifest parse(byte[] ownJson) {
    try {
      return Manifest.parseJson(ownJson, DecodeLimits.standard().withBytesMax(Integer.MAX_VALUE));
    } catch (MalformedManifestException e) {
      throw new IllegalStateException("JSON of ours is malformed", e);
    }
  }
}
