package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.EncodedObjects;
import io.binnacle.apiserver.negotiation.ListWriter;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.negotiation.Representation;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.request.ListParameters;
import io.binnacle.apiserver.storage.ObjectSelector;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Collections, page by page (LIST-nn). */
final class ListHandler {
  private final ResourceRegistry registry;
  private final LongSupplier epochSeconds;
  private final EncodedObjects encoded;
  private final Map<GroupVersionResource, Supplier<List<Manifest>>> computed;

  /**
   * @param computed objects that are made when somebody asks for them
   */
  ListHandler(
      ResourceRegistry registry,
      EncodedObjects encoded,
      Map<GroupVersionResource, Supplier<List<Manifest>>> computed,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.computed = computed;
    this.encoded = encoded;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.LIST, epochSeconds);
    ListParameters parameters = ListParameters.parse(call.request().query());
    Supplier<List<Manifest>> made = computed.get(call.type().resource());
    if (made != null) {
      ObjectSelector selector = RequestOptions.selector(call.type(), parameters, "");
      return Mono.fromSupplier(
          () ->
              ReplyWriter.ok(
                  views.contentType(),
                  views.list(made.get().stream().filter(selector::matches).toList())));
    }
    return registry
        .list(call.type(), query(call, parameters))
        .map(page -> ListWriter.write(views, inPrintedOrder(views, page), encoded));
  }

  /** PRINT-06: flow schemas as they are asked, the first to match first; there are few of them. */
  private static ListPage inPrintedOrder(ObjectViews views, ListPage page) {
    boolean isSorted =
        views.type().plural().equals("flowschemas")
            && views.representation().view() == Representation.View.TABLE;
    if (!isSorted) {
      return page;
    }
    List<StoredObject> objects = new ArrayList<>();
    page.objects().forEach(objects::add);
    objects.sort(
        Comparator.comparingLong(
            object -> object.manifest().integerOr(0, "spec", "matchingPrecedence")));
    return new ListPage(
        page.revision(), List.copyOf(objects), page.continueToken(), page.remainingItemCount());
  }

  static ListQuery query(ResourceCall call, ListParameters parameters) {
    parameters.checkList();
    return new ListQuery(
        call.namespace(),
        RequestOptions.selector(call.type(), parameters, ""),
        parameters.limit(),
        parameters.continueToken(),
        parameters.resourceVersion(),
        parameters.isExact());
  }
}
