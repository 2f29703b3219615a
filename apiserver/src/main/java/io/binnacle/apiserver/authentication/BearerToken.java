package io.binnacle.apiserver.authentication;

import io.binnacle.apiserver.request.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The token that a request carries (AUTHN-03, WATCH-05). */
public final class BearerToken {
  /** What a protocol that carries a token begins with; the token follows in base64url. */
  public static final String PROTOCOL_PREFIX = "base64url.bearer.authorization.k8s.io.";

  private static final String SCHEME = "bearer ";

  private BearerToken() {}

  /** Empty where there is none. */
  public static String of(ApiRequest request) {
    String header = request.headers().first("Authorization");
    if (header != null) {
      return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
          ? header.substring(SCHEME.length()).strip()
          : "";
    }
    return inProtocols(request);
  }

  /** WATCH-05: a browser cannot set headers on a WebSocket, but it can offer a protocol. */
  private static String inProtocols(ApiRequest request) {
    for (String offered : request.headers().all("Sec-WebSocket-Protocol")) {
      for (String protocol : offered.split(",")) {
        if (protocol.strip().startsWith(PROTOCOL_PREFIX)) {
          return decoded(protocol.strip().substring(PROTOCOL_PREFIX.length()));
        }
      }
    }
    return "";
  }

  private static String decoded(String base64Url) {
    try {
      return new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      // A token that nobody has: rejected, not taken for none.
      return base64Url;
    }
  }
}
