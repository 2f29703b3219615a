package io.binnacle.apiserver.authentication;

import io.binnacle.apiserver.request.ApiRequest;

/** One way to find out who asks. Answers from memory: it runs on event loops. */
@FunctionalInterface
public interface Authenticator {
  AuthenticationOutcome authenticate(ApiRequest request);
}
