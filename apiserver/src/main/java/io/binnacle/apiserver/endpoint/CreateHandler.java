package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.BodyDecoder;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.subresource.PostedSubresource;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.Subresource;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** New objects, and kinds that are answered instead of stored (CRUD-20, RES-04). */
final class CreateHandler {
  private static final GroupResource CERTIFICATE_REQUESTS =
      new GroupResource("certificates.k8s.io", "certificatesigningrequests");

  private final ResourceRegistry registry;
  private final BodyDecoder decoder;
  private final Map<GroupVersionResource, VirtualResource> virtual;
  private final LongSupplier epochSeconds;

  CreateHandler(
      ResourceRegistry registry,
      BodyDecoder decoder,
      Map<GroupVersionResource, VirtualResource> virtual,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.decoder = decoder;
    this.virtual = virtual;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> handle(ResourceCall call) {
    WriteOptions options = RequestOptions.write(call.request(), "CreateOptions");
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    return call.body()
        .map(body -> decoder.decode(call.request().headers().first("Content-Type"), body))
        .flatMap(
            sent ->
                call.type().stored()
                    ? create(call, views, options, sent)
                    : answer(call, views, options, sent));
  }

  private Mono<ApiReply> create(
      ResourceCall call, ObjectViews views, WriteOptions options, Manifest sent) {
    return registry
        .create(call.type(), call.namespace(), withRequester(call, sent), options)
        .map(
            result ->
                ReplyWriter.withWarnings(
                    ReplyWriter.written(true, views.contentType(), views.object(result.object())),
                    result.warnings()));
  }

  /** A request for a certificate says who made it, whatever the client wrote there (VAL-54). */
  private static Manifest withRequester(ResourceCall call, Manifest sent) {
    if (!call.type().resource().groupResource().equals(CERTIFICATE_REQUESTS)) {
      return sent;
    }
    return sent.edit(
        editor ->
            editor
                .setText(call.user().name(), "spec", "username")
                .setTexts(call.user().groups(), "spec", "groups"));
  }

  /** Something that is done to an object, and answered with what came of it. */
  Mono<ApiReply> post(ResourceCall call, Subresource subresource, PostedSubresource action) {
    WriteOptions options = RequestOptions.write(call.request(), "CreateOptions");
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    ResourceType kind = typeOf(subresource);
    return call.body()
        .map(body -> decoder.decode(call.request().headers().first("Content-Type"), body))
        .map(sent -> registry.decode(kind, inVersionOf(subresource, sent), options))
        .doOnNext(sent -> checkNamed(call, sent))
        .flatMap(
            sent ->
                action.carryOut(
                    new PostedSubresource.Posted(call.user(), call.key(), sent, options)))
        .map(answer -> ReplyWriter.written(true, views.contentType(), views.object(answer)));
  }

  /** CRUD-29. */
  private static void checkNamed(ResourceCall call, Manifest sent) {
    if (!sent.name().isEmpty() && !sent.name().equals(call.key().name())) {
      throw new StatusException(
          Status.badRequest("name in URL does not match name in " + sent.kind() + " object"));
    }
  }

  /** The kind that a subresource takes, which is no resource of its own. */
  private ResourceType typeOf(Subresource subresource) {
    GroupVersionKind kind = subresource.kind();
    StructuralSchema schema = registry.catalogue().schemaOf(kind);
    if (schema == null) {
      throw new StatusException(Status.pathNotFound());
    }
    return ResourceType.builder(
            new GroupVersionResource(kind.group(), kind.version(), subresource.name()), kind.kind())
        .storagePrefix("")
        .schema(schema)
        .build();
  }

  /** SUB-12: what clients of an older version post is the same. */
  private static Manifest inVersionOf(Subresource subresource, Manifest sent) {
    String beta = subresource.kind().apiVersion() + "beta1";
    return sent.apiVersion().equals(beta)
        ? sent.edit(editor -> editor.setText(subresource.kind().apiVersion(), "apiVersion"))
        : sent;
  }

  private Mono<ApiReply> answer(
      ResourceCall call, ObjectViews views, WriteOptions options, Manifest sent) {
    VirtualResource answerer = virtual.get(call.type().resource());
    if (answerer == null) {
      return Mono.error(new StatusException(Status.methodNotAllowed()));
    }
    Manifest checked = registry.decode(call.type(), sent, options);
    return answerer
        .answer(call.user(), call.namespace(), checked)
        .map(answer -> ReplyWriter.written(true, views.contentType(), views.object(answer)));
  }
}
