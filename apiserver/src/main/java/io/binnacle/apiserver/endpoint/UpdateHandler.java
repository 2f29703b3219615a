package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.CreatePermission;
import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.BodyDecoder;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.operation.WriteResult;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** Whole objects in place of others (CRUD-41 to CRUD-46, SUB-02, SUB-21). */
final class UpdateHandler {
  private final ResourceRegistry registry;
  private final BodyDecoder decoder;
  private final Authorizer authorizer;
  private final LongSupplier epochSeconds;

  UpdateHandler(
      ResourceRegistry registry,
      BodyDecoder decoder,
      Authorizer authorizer,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.decoder = decoder;
    this.authorizer = authorizer;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call, UpdateWish.Part part) {
    WriteOptions options = RequestOptions.write(call.request(), "UpdateOptions");
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    return call.body()
        .map(body -> decoder.decode(call.request().headers().first("Content-Type"), body))
        .flatMap(sent -> registry.update(wish(call, part, sent), options))
        .map(result -> reply(views, result));
  }

  static ApiReply reply(ObjectViews views, WriteResult result) {
    return ReplyWriter.withWarnings(
        ReplyWriter.written(result.created(), views.contentType(), views.object(result.object())),
        result.warnings());
  }

  private UpdateWish wish(ResourceCall call, UpdateWish.Part part, Manifest sent) {
    checkName(call.key(), sent);
    boolean creates = part == UpdateWish.Part.MAIN && call.type().rules().createOnUpdate();
    UpdateWish.Creation creation =
        creates
            ? new UpdateWish.Creation.Allowed(
                new CreatePermission(authorizer, call.user(), call.info()))
            : new UpdateWish.Creation.Never();
    return new UpdateWish(
        call.type(), call.key(), part, new UpdateWish.Change.Whole(placed(call, sent), creation));
  }

  /** The object at the place that the URL names. */
  static Manifest placed(ResourceCall call, Manifest sent) {
    ObjectKey key = call.key();
    return sent.edit(
        editor -> {
          editor.setText(key.name(), "metadata", "name");
          if (call.type().namespaced()) {
            editor.setText(key.namespace(), "metadata", "namespace");
          } else {
            editor.remove("metadata", "namespace");
          }
        });
  }

  /** CRUD-09. */
  static void checkName(ObjectKey key, Manifest sent) {
    String name = sent.name();
    if (name.isEmpty()) {
      throw new StatusException(
          Status.badRequest(
              "the name of the object ("
                  + key.name()
                  + " based on URL) was undeterminable: name must be provided"));
    }
    if (!name.equals(key.name())) {
      throw new StatusException(
          Status.badRequest(
              "the name of the object ("
                  + name
                  + ") does not match the name on the URL ("
                  + key.name()
                  + ")"));
    }
    String namespace = sent.namespace();
    if (!key.namespace().isEmpty() && !namespace.isEmpty() && !namespace.equals(key.namespace())) {
      throw new StatusException(
          Status.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request"));
    }
  }
}
