package io.binnacle.apiserver.serviceaccount;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Says whose a token is, for servers that let this one decide who asks them (AUTHN-13). A token
 * that is no good is an answer, not an error, and the answer does not say why.
 */
public final class TokenReviews implements VirtualResource {
  private static final String AUTHENTICATED = "system:authenticated";

  private final ServiceAccountAuthenticator accounts;
  private final Authenticator otherTokens;

  /**
   * @param otherTokens which are good for this server alone
   */
  public TokenReviews(ServiceAccountAuthenticator accounts, Authenticator otherTokens) {
    this.accounts = accounts;
    this.otherTokens = otherTokens;
  }

  @Override
  public Mono<Manifest> answer(UserInfo user, String namespace, Manifest sent) {
    return Mono.fromSupplier(() -> reviewed(sent));
  }

  private Manifest reviewed(Manifest sent) {
    String token = sent.textOrEmpty("spec", "token");
    if (token.isEmpty()) {
      throw new StatusException(
          Status.badRequest("token is required for TokenReview in authentication"));
    }
    List<String> wished = sent.texts("spec", "audiences");
    List<String> audiences = wished.isEmpty() ? List.of(TokenIssuer.ISSUER) : wished;
    Manifest asked = sent.edit(editor -> editor.remove("status"));
    if (JsonWebToken.isOne(token)) {
      return accounts.authenticate(token, audiences)
              instanceof AuthenticationOutcome.Authenticated(UserInfo owner)
          ? known(asked, owner, accounts.audiences(token, audiences))
          : unknown(asked);
    }
    boolean forThisServer = audiences.contains(TokenIssuer.ISSUER);
    ApiRequest presented =
        ApiRequest.of("GET", "/", null).withHeader("Authorization", "Bearer " + token);
    return forThisServer
            && otherTokens.authenticate(presented)
                instanceof AuthenticationOutcome.Authenticated(UserInfo owner)
        ? known(asked, owner, List.of(TokenIssuer.ISSUER))
        : unknown(asked);
  }

  private static Manifest known(Manifest asked, UserInfo owner, List<String> audiences) {
    List<String> groups = new ArrayList<>(owner.groups());
    if (!groups.contains(AUTHENTICATED)) {
      groups.add(AUTHENTICATED);
    }
    return asked.edit(
        editor -> {
          editor.setBoolean(true, "status", "authenticated");
          editor.setText(owner.name(), "status", "user", "username");
          if (!owner.uid().isEmpty()) {
            editor.setText(owner.uid(), "status", "user", "uid");
          }
          editor.setTexts(groups, "status", "user", "groups");
          owner
              .extra()
              .forEach((name, values) -> editor.setTexts(values, "status", "user", "extra", name));
          editor.setTexts(audiences, "status", "audiences");
        });
  }

  private static Manifest unknown(Manifest asked) {
    return asked.edit(
        editor ->
            editor
                .setBoolean(false, "status", "authenticated")
                .setText("invalid bearer token", "status", "error"));
  }
}
