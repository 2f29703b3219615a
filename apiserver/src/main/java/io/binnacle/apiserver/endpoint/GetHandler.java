package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListReader;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** One object, also through its status URL (CRUD-40, SUB-01). */
final class GetHandler {
  private final ResourceRegistry registry;
  private final LongSupplier epochSeconds;

  GetHandler(ResourceRegistry registry, LongSupplier epochSeconds) {
    this.registry = registry;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    String resourceVersion = call.request().query().text("resourceVersion");
    return registry
        .get(call.type(), call.key(), ListReader.freshness(resourceVersion))
        .map(object -> ReplyWriter.ok(views.contentType(), views.object(object)));
  }
}
