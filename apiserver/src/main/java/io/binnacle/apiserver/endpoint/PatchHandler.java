package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.negotiation.PatchBody;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.FieldError;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Changes to objects (PATCH-nn); made again on the new object when somebody else was faster. */
final class PatchHandler {
  private final ResourceRegistry registry;
  private final LongSupplier epochSeconds;

  PatchHandler(ResourceRegistry registry, LongSupplier epochSeconds) {
    this.registry = registry;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call, UpdateWish.Part part) {
    WriteOptions options = RequestOptions.write(call.request().query(), "PatchOptions");
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    return call.body()
        .flatMap(
            body -> {
              UnaryOperator<Manifest> patch = patch(call, call.type().schema(), body);
              UpdateWish wish = UpdateWish.of(call.type(), call.key(), part, patch);
              return registry.update(wish, options);
            })
        .map(result -> UpdateHandler.reply(views, result));
  }

  static UnaryOperator<Manifest> patch(ResourceCall call, StructuralSchema schema, byte[] body) {
    String contentType = call.request().headers().first("Content-Type");
    UnaryOperator<Manifest> patch = PatchBody.read(contentType, schema, body);
    if (call.request().query().has("force")) {
      throw RequestOptions.invalid(
          "PatchOptions",
          FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    return patch;
  }
}
