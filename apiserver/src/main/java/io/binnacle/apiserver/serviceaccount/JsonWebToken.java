package io.binnacle.apiserver.serviceaccount;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The compact form of RFC 7515: head, claims and signature, with dots between them. */
final class JsonWebToken {
  static final String ALGORITHM = "ES256";
  private static final DecodeLimits LIMITS = DecodeLimits.standard().withBytesMax(16 * 1024);

  private JsonWebToken() {}

  static String sign(SigningKey key, Manifest claims) {
    Manifest head =
        Manifest.empty().edit(editor -> editor.setText(ALGORITHM, "alg").setText(key.id(), "kid"));
    String signed = encode(head.toJson()) + "." + encode(claims.toJson());
    return signed + "." + encode(key.sign(signed));
  }

  /** Whether the text looks like a token of this form at all. */
  static boolean isOne(String text) {
    return text.startsWith("ey") && text.chars().filter(each -> each == '.').count() == 2;
  }

  /** What the token claims; null where this key has not signed it. */
  static @Nullable Manifest verify(SigningKey key, String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      Manifest head = Manifest.parseJson(decoder.decode(parts[0]), LIMITS);
      boolean ours =
          head.textOrEmpty("alg").equals(ALGORITHM)
              && head.textOrEmpty("kid").equals(key.id())
              && key.hasSigned(parts[0] + "." + parts[1], decoder.decode(parts[2]));
      return ours ? Manifest.parseJson(decoder.decode(parts[1]), LIMITS) : null;
    } catch (MalformedManifestException | IllegalArgumentException malformed) {
      return null;
    }
  }

  private static String encode(byte[] bytes) {
    return new String(
        Base64.getUrlEncoder().withoutPadding().encode(bytes), StandardCharsets.US_ASCII);
  }
}
