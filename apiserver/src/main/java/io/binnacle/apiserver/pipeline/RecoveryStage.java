package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * URL-02, URL-03: whatever is thrown becomes a reply, while the stack trace stays in the log; and
 * every reply has the headers that all have.
 */
final class RecoveryStage implements Stage {
  private static final Logger LOGGER = LoggerFactory.getLogger(RecoveryStage.class);

  @Override
  public String purpose() {
    return "a Status that was thrown is the reply, any other exception a 500 with an id that is"
        + " logged; every reply has Audit-Id and Cache-Control";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    return replyOf(exchange, next).map(reply -> complete(reply, exchange.auditId()));
  }

  private static Mono<ApiReply> replyOf(Exchange exchange, Next next) {
    try {
      return next.handle(exchange)
          .onErrorResume(failure -> Mono.just(recover(exchange, failure)))
          .switchIfEmpty(Mono.fromSupplier(() -> recover(exchange, new NoReply())));
    } catch (RuntimeException thrownWhileAssembling) {
      return Mono.just(recover(exchange, thrownWhileAssembling));
    }
  }

  private static ApiReply complete(ApiReply reply, String auditId) {
    ApiReply named = reply.withHeader("Audit-Id", auditId);
    return named.headers().first("Cache-Control") == null
        ? named.withHeader("Cache-Control", "no-cache, private")
        : named;
  }

  private static ApiReply recover(Exchange exchange, Throwable failure) {
    if (failure instanceof StatusException expected) {
      return Replies.status(expected.status());
    }
    LOGGER.error(
        "request {} failed: {} {}",
        exchange.auditId(),
        exchange.request().method(),
        exchange.request().path(),
        failure);
    return Replies.status(
        Status.internalError(
            "an unexpected fault, logged by the server with id " + exchange.auditId()));
  }

  /** A handler that completed without a reply. */
  private static final class NoReply extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoReply() {
      super("the handler made no reply");
    }
  }
}
