package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.authorization.AccessAttributes;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.Decision;
import io.binnacle.apiserver.authorization.Refusal;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import reactor.core.publisher.Mono;

/** AUTHZ-01, ERR-06. */
final class AuthorizationStage implements Stage {
  private final Authorizer authorizer;

  AuthorizationStage(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String purpose() {
    return "whether the user may do this; else 403 in the words that kubectl users know";
  }

  @Override
  public String measuredAs() {
    return "authorization";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    AccessAttributes attributes = AccessAttributes.of(exchange.user(), exchange.info());
    return switch (authorizer.decide(attributes)) {
      case Decision.Allowed _ -> next.handle(exchange);
      case Decision.Denied denied -> Mono.just(Replies.status(Refusal.of(attributes, denied)));
    };
  }
}
