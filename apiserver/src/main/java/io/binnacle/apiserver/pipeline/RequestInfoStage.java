package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.RequestInfoParser;
import reactor.core.publisher.Mono;

/** URL-05, URL-06. */
final class RequestInfoStage implements Stage {
  @Override
  public String purpose() {
    return "method and path are read as verb, group, version, resource, namespace and name";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    return next.handle(exchange.withInfo(RequestInfoParser.parse(exchange.request())));
  }
}
