package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.metrics.RequestMetrics;
import io.binnacle.apiserver.reply.ApiReply;
import reactor.core.publisher.Mono;

/** MET-02 to MET-04. */
final class MetricsStage implements Stage {
  private final RequestMetrics metrics;

  MetricsStage(RequestMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public String purpose() {
    return "counts and times every request; a stream counts until its end";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    return Mono.defer(
        () -> {
          RequestMetrics.Observation observation =
              metrics.begin(exchange.request(), exchange.info());
          return next.handle(exchange)
              .map(reply -> observe(reply, observation))
              .doOnError(_ -> observation.end(500, 0))
              .doOnCancel(() -> observation.end(499, 0));
        });
  }

  private static ApiReply observe(ApiReply reply, RequestMetrics.Observation observation) {
    return switch (reply) {
      case ApiReply.Whole whole -> {
        observation.end(whole.statusCode(), whole.body().length());
        yield whole;
      }
      case ApiReply.Streamed streamed ->
          streamed.withChunks(
              streamed
                  .chunks()
                  .doOnNext(chunk -> observation.sent(chunk.length()))
                  .doOnError(_ -> observation.aborted())
                  .doFinally(_ -> observation.endStream(streamed.statusCode())));
    };
  }
}
