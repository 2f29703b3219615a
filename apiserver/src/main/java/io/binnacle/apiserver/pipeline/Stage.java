package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.reply.ApiReply;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One step on the way of a request: it answers, or it passes the exchange on. */
interface Stage {
  /** What the stage is for, in one line; documentation shows it. */
  String purpose();

  /**
   * What metrics call the time this stage takes until it passes an exchange on; null where it is
   * not measured.
   */
  default @Nullable String measuredAs() {
    return null;
  }

  Mono<ApiReply> handle(Exchange exchange, Next next);

  /** The rest of the way. */
  @FunctionalInterface
  interface Next {
    Mono<ApiReply> handle(Exchange exchange);
  }
}
