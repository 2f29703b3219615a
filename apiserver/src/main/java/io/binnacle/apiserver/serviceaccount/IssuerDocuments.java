package io.binnacle.apiserver.serviceaccount;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * What others need to know to check the tokens of service accounts themselves (AUTHN-07): who
 * issues them, after OpenID Connect Discovery 1.0, and the key, after RFC 7517.
 */
public final class IssuerDocuments {
  /** Where the issuer says where its keys are. */
  public static final String CONFIGURATION_PATH = "/.well-known/openid-configuration";

  /** Where the keys are. */
  public static final String KEYS_PATH = "/openid/v1/jwks";

  private static final String MAY_BE_KEPT = "public, max-age=3600";

  private final SigningKeys keys;
  private final Supplier<String> url;

  /**
   * @param url under which the server is known, without a path
   */
  public IssuerDocuments(SigningKeys keys, Supplier<String> url) {
    this.keys = keys;
    this.url = url;
  }

  /** Answers a path that begins like one of the two. */
  public Mono<ApiReply> handle(String path) {
    return switch (path) {
      case CONFIGURATION_PATH -> Mono.just(reply("application/json", configuration()));
      // Who asks before the first token was made gets the key that will sign it.
      case KEYS_PATH -> keys.ensure().map(key -> reply("application/jwk-set+json", keySet(key)));
      default -> Mono.just(Replies.pageNotFound());
    };
  }

  private Manifest configuration() {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText(TokenIssuer.ISSUER, "issuer")
                    .setText(url.get() + KEYS_PATH, "jwks_uri")
                    .setTexts(List.of("id_token"), "response_types_supported")
                    .setTexts(List.of("public"), "subject_types_supported")
                    .setTexts(
                        List.of(JsonWebToken.ALGORITHM), "id_token_signing_alg_values_supported"));
  }

  private static Manifest keySet(SigningKey key) {
    Manifest one =
        Manifest.empty()
            .edit(
                editor ->
                    editor
                        .setText("sig", "use")
                        .setText("EC", "kty")
                        .setText(key.id(), "kid")
                        .setText("P-256", "crv")
                        .setText(JsonWebToken.ALGORITHM, "alg")
                        .setText(key.coordinateX(), "x")
                        .setText(key.coordinateY(), "y"));
    return Manifest.empty().edit(editor -> editor.setItems(List.of(one), "keys"));
  }

  private static ApiReply reply(String contentType, Manifest document) {
    return Replies.document(
        Headers.of("Content-Type", contentType).with("Cache-Control", MAY_BE_KEPT),
        Bytes.wrap(document.toJson()));
  }
}
