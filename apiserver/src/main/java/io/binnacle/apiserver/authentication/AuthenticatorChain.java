package io.binnacle.apiserver.authentication;

import io.binnacle.apiserver.authorization.BootstrapAuthorizer;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries one way after the other; the first that knows the user wins, and whoever presented
 * something bad is refused even where nobody need present anything (AUTHN-01, AUTHN-12).
 */
public final class AuthenticatorChain implements Authenticator {
  /** Who asks without presenting anything (AUTHN-11). */
  public static final UserInfo ANONYMOUS =
      new UserInfo("system:anonymous", List.of(BootstrapAuthorizer.UNAUTHENTICATED));

  private final List<Authenticator> authenticators;
  private final boolean anonymousAllowed;

  public AuthenticatorChain(List<Authenticator> authenticators, boolean anonymousAllowed) {
    this.authenticators = List.copyOf(authenticators);
    this.anonymousAllowed = anonymousAllowed;
  }

  @Override
  public AuthenticationOutcome authenticate(ApiRequest request) {
    List<String> rejections = new ArrayList<>(0);
    for (Authenticator authenticator : authenticators) {
      switch (authenticator.authenticate(request)) {
        case AuthenticationOutcome.Authenticated(UserInfo user) -> {
          return new AuthenticationOutcome.Authenticated(withAuthenticatedGroup(user));
        }
        case AuthenticationOutcome.Rejected(String why) -> rejections.add(why);
        case AuthenticationOutcome.NotTried _ -> {}
      }
    }
    if (!rejections.isEmpty()) {
      return new AuthenticationOutcome.Rejected(String.join("; ", rejections));
    }
    return anonymousAllowed
        ? new AuthenticationOutcome.Authenticated(ANONYMOUS)
        : new AuthenticationOutcome.Rejected("nothing was presented");
  }

  private static UserInfo withAuthenticatedGroup(UserInfo user) {
    if (user.groups().contains(BootstrapAuthorizer.AUTHENTICATED)
        || user.groups().contains(BootstrapAuthorizer.UNAUTHENTICATED)) {
      return user;
    }
    List<String> groups = new ArrayList<>(user.groups());
    groups.add(BootstrapAuthorizer.AUTHENTICATED);
    return new UserInfo(user.name(), user.uid(), groups, user.extra());
  }
}
