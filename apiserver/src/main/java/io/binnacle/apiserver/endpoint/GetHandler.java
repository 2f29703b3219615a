package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListReader;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** One object, also through its status URL (CRUD-40, SUB-01). */
final class GetHandler {
  private final ResourceRegistry registry;
  private final Map<GroupVersionResource, Supplier<List<Manifest>>> computed;
  private final LongSupplier epochSeconds;

  /**
   * @param computed objects that are made when somebody asks for them
   */
  GetHandler(
      ResourceRegistry registry,
      Map<GroupVersionResource, Supplier<List<Manifest>>> computed,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.computed = computed;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    Supplier<List<Manifest>> made = computed.get(call.type().resource());
    if (made != null) {
      return Mono.fromSupplier(
          () -> ReplyWriter.ok(views.contentType(), views.object(named(call, made.get()))));
    }
    String resourceVersion = call.request().query().text("resourceVersion");
    return registry
        .get(call.type(), call.key(), ListReader.freshness(resourceVersion))
        .map(object -> ReplyWriter.ok(views.contentType(), views.object(object)));
  }

  private static Manifest named(ResourceCall call, List<Manifest> objects) {
    String name = call.key().name();
    return objects.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StatusException(Status.notFound(call.type().resource().groupResource(), name)));
  }
}
