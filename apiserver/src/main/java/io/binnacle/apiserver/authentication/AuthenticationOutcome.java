package io.binnacle.apiserver.authentication;

import io.binnacle.apiserver.request.UserInfo;

/** What one way of authentication found. */
public sealed interface AuthenticationOutcome {
  /** The user is known. */
  record Authenticated(UserInfo user) implements AuthenticationOutcome {}

  /** The request carries nothing of this kind. */
  record NotTried() implements AuthenticationOutcome {}

  /**
   * The request carries something of this kind that is no good.
   *
   * @param why for the logger only: a client learns nothing from it
   */
  record Rejected(String why) implements AuthenticationOutcome {}
}
