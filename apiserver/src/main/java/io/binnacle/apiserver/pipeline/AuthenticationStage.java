package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.status.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** AUTHN-01, AUTHN-12. */
final class AuthenticationStage implements Stage {
  private static final Logger LOGGER = LoggerFactory.getLogger(AuthenticationStage.class);

  private static final String IMPERSONATION = "Impersonate-";

  /** Who asks to be taken for somebody else must not be taken for himself, who may do more. */
  private static final String NO_IMPERSONATION = "impersonation is not supported by this server";

  private final Authenticator authenticator;

  AuthenticationStage(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public String purpose() {
    return "who asks: client certificate, bearer token, or nobody; a bad one is 401";
  }

  @Override
  public String measuredAs() {
    return "authentication";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    return switch (authenticator.authenticate(exchange.request())) {
      case AuthenticationOutcome.Authenticated(UserInfo user) ->
          exchange.request().headers().hasWithPrefix(IMPERSONATION)
              ? Mono.just(Replies.status(Status.badRequest(NO_IMPERSONATION)))
              : next.handle(exchange.withUser(user));
      case AuthenticationOutcome.Rejected(String why) -> {
        LOGGER.info(
            "request {} from {} is not authenticated: {}",
            exchange.auditId(),
            exchange.request().remoteAddress(),
            why);
        yield Mono.just(Replies.status(Status.unauthorized()));
      }
      case AuthenticationOutcome.NotTried _ -> Mono.just(Replies.status(Status.unauthorized()));
    };
  }
}
