package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.CreatePermission;
import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.negotiation.PatchBody;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.AppliedObject;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.FieldError;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Changes to objects (PATCH-nn); made again on the new object when somebody else was faster. */
final class PatchHandler {
  private final ResourceRegistry registry;
  private final Authorizer authorizer;
  private final DecodeLimits limits;
  private final LongSupplier epochSeconds;

  PatchHandler(
      ResourceRegistry registry,
      Authorizer authorizer,
      DecodeLimits limits,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.authorizer = authorizer;
    this.limits = limits;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call, UpdateWish.Part part) {
    WriteOptions options = RequestOptions.write(call.request(), "PatchOptions");
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    return call.body()
        .flatMap(
            body -> {
              UpdateWish.Change change =
                  isApply(call)
                      ? applied(call, part, body)
                      : new UpdateWish.Change.Derived(patch(call, call.type().schema(), body));
              UpdateWish wish = new UpdateWish(call.type(), call.key(), part, change);
              return registry.update(wish, options);
            })
        .map(result -> UpdateHandler.reply(views, result));
  }

  private UpdateWish.Change applied(ResourceCall call, UpdateWish.Part part, byte[] body) {
    GroupVersionKind kind = call.type().groupVersionKind();
    Manifest sent = readApplied(call, kind, call.type().schema(), body, limits);
    boolean creates = part == UpdateWish.Part.MAIN && call.type().supports("create");
    return new UpdateWish.Change.Applied(
        UpdateHandler.placed(call, sent),
        call.request().query().isTrue("force"),
        creates
            ? new UpdateWish.Creation.Allowed(
                new CreatePermission(authorizer, call.user(), call.info()))
            : new UpdateWish.Creation.Never());
  }

  static boolean isApply(ResourceCall call) {
    return PatchBody.isApply(call.request().headers().first("Content-Type"));
  }

  /** The body of an apply request that fits its URL (SSA-01, SSA-02, PATCH-04). */
  static Manifest readApplied(
      ResourceCall call,
      GroupVersionKind kind,
      StructuralSchema schema,
      byte[] body,
      DecodeLimits limits) {
    if (call.request().query().text("fieldManager").isEmpty()) {
      throw RequestOptions.invalid(
          "PatchOptions", FieldError.required("fieldManager", "is required for apply patch"));
    }
    String contentType = call.request().headers().first("Content-Type");
    Manifest sent = PatchBody.readApplied(contentType, body, limits);
    AppliedObject.check(kind, schema, sent);
    UpdateHandler.checkName(call.key(), sent);
    return sent;
  }

  /** A patch leaves name and namespace as the URL has them (PATCH-05). */
  static UnaryOperator<Manifest> patch(ResourceCall call, StructuralSchema schema, byte[] body) {
    String contentType = call.request().headers().first("Content-Type");
    UnaryOperator<Manifest> patch = PatchBody.read(contentType, schema, body);
    if (call.request().query().has("force")) {
      throw RequestOptions.invalid(
          "PatchOptions",
          FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    return current -> {
      Manifest patched = patch.apply(current);
      UpdateHandler.checkName(call.key(), patched);
      return patched;
    };
  }
}
