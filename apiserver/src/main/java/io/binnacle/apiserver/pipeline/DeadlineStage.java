package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.GoDuration;
import io.binnacle.manifests.status.Status;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** URL-13, URL-14: whatever takes longer ends with a 504; a list that is under way is cut off. */
final class DeadlineStage implements Stage {
  private final Duration cap;

  DeadlineStage(Duration cap) {
    this.cap = cap;
  }

  @Override
  public String purpose() {
    return "?timeout= within the server's cap bounds everything but watches";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    if (exchange.info().isLongRunning()) {
      return next.handle(exchange);
    }
    Duration deadline = deadline(exchange.request().query().text("timeout"));
    if (deadline == null) {
      return Mono.just(
          Replies.status(
              Status.badRequest(
                  "invalid timeout specified in the request URL - time: invalid duration \""
                      + exchange.request().query().text("timeout")
                      + "\"")));
    }
    return next.handle(exchange)
        .timeout(deadline)
        .map(reply -> bound(reply, deadline))
        .onErrorResume(TimeoutException.class, _ -> Mono.just(timedOut()));
  }

  private static ApiReply bound(ApiReply reply, Duration deadline) {
    return switch (reply) {
      case ApiReply.Whole whole -> whole;
      case ApiReply.Streamed streamed ->
          streamed.withChunks(
              Flux.defer(() -> streamed.chunks().takeUntilOther(failAfter(deadline))));
    };
  }

  private static Mono<Void> failAfter(Duration deadline) {
    return Mono.delay(deadline)
        .then(Mono.error(() -> new TimeoutException("the reply was not sent in time")));
  }

  private static ApiReply timedOut() {
    return Replies.status(
        Status.timeout("request did not complete within the allotted timeout", 0));
  }

  /** Null where the text is no duration. */
  private @Nullable Duration deadline(String text) {
    if (text.isEmpty()) {
      return cap;
    }
    Duration asked = GoDuration.parse(text);
    if (asked == null || asked.isNegative()) {
      return null;
    }
    return asked.isZero() || asked.compareTo(cap) > 0 ? cap : asked;
  }
}
