package io.binnacle.manifests;

import java.nio.charset.StandardCharsets;

/** Short ways to manifests and back, for tests. */
public final class Documents {
  private Documents() {}

  public static Manifest json(String text) {
    try {
      return Manifest.parseJson(utf8(text), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new AssertionError(e.reason(), e);
    }
  }

  public static Manifest yaml(String text) {
    try {
      return Manifest.parseYaml(utf8(text), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new AssertionError(e.reason(), e);
    }
  }

  public static String text(Manifest manifest) {
    return new String(manifest.toJson(), StandardCharsets.UTF_8);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
