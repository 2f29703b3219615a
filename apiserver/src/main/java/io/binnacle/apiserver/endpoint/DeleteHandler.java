package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.BodyDecoder;
import io.binnacle.apiserver.negotiation.EncodedObjects;
import io.binnacle.apiserver.negotiation.ListWriter;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.negotiation.Representation;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.DeleteResult;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.request.ListParameters;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Details;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One object less, or all of a collection (DEL-nn). */
final class DeleteHandler {
  /** So many deletes of one collection are under way at once: they share the log's fsyncs. */
  private static final int CONCURRENT_DELETES_MAX = 16;

  private final ResourceRegistry registry;
  private final BodyDecoder decoder;
  private final EncodedObjects encoded;
  private final LongSupplier epochSeconds;

  DeleteHandler(
      ResourceRegistry registry,
      BodyDecoder decoder,
      EncodedObjects encoded,
      LongSupplier epochSeconds) {
    this.encoded = encoded;
    this.registry = registry;
    this.decoder = decoder;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> one(ResourceCall call) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    return options(call, RequestOptions::delete)
        .flatMap(options -> registry.delete(call.type(), call.key(), options))
        .map(result -> reply(call.type(), views, result));
  }

  private Mono<DeleteOptions> options(ResourceCall call, Function<Manifest, DeleteOptions> ofBody) {
    return call.body()
        .map(
            body ->
                body.length == 0
                    ? RequestOptions.delete(call.request().query())
                    : ofBody.apply(
                        decoder.decode(call.request().headers().first("Content-Type"), body)));
  }

  private static DeleteOptions ofCollection(Manifest body) {
    RequestOptions.refuseUnsafe(Boolean.TRUE.equals(body.bool(RequestOptions.UNSAFE)));
    return RequestOptions.delete(body);
  }

  /** DEL-02. */
  private ApiReply reply(ResourceType type, ObjectViews views, DeleteResult result) {
    boolean asObject = !result.removed() || registry.strategyOf(type).answersDeleteWithObject();
    if (asObject) {
      return ReplyWriter.ok(views.contentType(), views.object(result.object()));
    }
    StoredObject last = result.object();
    Details details =
        Details.of(type.resource().groupResource(), last.key().name())
            .withUid(last.attachment().uid());
    return views.representation().view() == Representation.View.TABLE
            || views.representation().form() != Representation.Form.JSON
        ? ReplyWriter.ok(views.contentType(), views.status(Status.success(details)))
        : ReplyWriter.status(Status.success(details));
  }

  Mono<ApiReply> collection(ResourceCall call) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.LIST, epochSeconds);
    ListQuery query = ListHandler.query(call, ListParameters.parse(call.request().query()));
    RequestOptions.refuseUnsafe(call.request().query().isTrue(RequestOptions.UNSAFE));
    return options(call, DeleteHandler::ofCollection)
        .flatMap(
            options ->
                registry
                    .list(call.type(), query)
                    .flatMap(page -> deleteAll(call.type(), page, options)))
        .map(page -> ListWriter.write(views, page, encoded));
  }

  private Mono<ListPage> deleteAll(ResourceType type, ListPage page, DeleteOptions options) {
    return Flux.fromIterable(page.objects())
        .flatMapSequential(
            object -> deleteIfThere(type, object.key(), options), CONCURRENT_DELETES_MAX)
        .collectList()
        .map(
            deleted ->
                new ListPage(
                    page.revision(), deleted, page.continueToken(), page.remainingItemCount()));
  }

  private Mono<StoredObject> deleteIfThere(
      ResourceType type, ObjectKey key, DeleteOptions options) {
    return registry
        .delete(type, key, options)
        .map(DeleteResult::object)
        .onErrorResume(
            StatusException.class,
            failure ->
                failure.status().reason() == StatusReason.NOT_FOUND
                    ? Mono.empty()
                    : Mono.error(failure));
  }
}
