package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.BodyDecoder;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.apiserver.subresource.ScaleView;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.Subresource;
import io.binnacle.store.Freshness;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** The replica count of an object as an object of its own (SUB-03, SUB-04). */
final class ScaleHandler {
  private final ResourceRegistry registry;
  private final BodyDecoder decoder;
  private final LongSupplier epochSeconds;

  ScaleHandler(ResourceRegistry registry, BodyDecoder decoder, LongSupplier epochSeconds) {
    this.registry = registry;
    this.decoder = decoder;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> get(ResourceCall call, Subresource subresource) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    return registry
        .get(call.type(), call.key(), new Freshness.Linearizable())
        .map(object -> reply(views, ScaleView.of(subresource), object));
  }

  Mono<ApiReply> put(ResourceCall call, Subresource subresource) {
    return call.body()
        .map(body -> decoder.decode(call.request().headers().first("Content-Type"), body))
        .flatMap(
            sent -> {
              UpdateHandler.checkName(call.key(), sent);
              return change(call, subresource, _ -> sent, "UpdateOptions");
            });
  }

  Mono<ApiReply> patch(ResourceCall call, Subresource subresource) {
    StructuralSchema schema = registry.catalogue().schemaOf(subresource.kind());
    if (schema == null) {
      return Mono.error(new StatusException(Status.pathNotFound()));
    }
    return call.body()
        .flatMap(
            body ->
                change(call, subresource, PatchHandler.patch(call, schema, body), "PatchOptions"));
  }

  private Mono<ApiReply> change(
      ResourceCall call,
      Subresource subresource,
      UnaryOperator<Manifest> scaleChange,
      String optionsKind) {
    WriteOptions options = RequestOptions.write(call.request().query(), optionsKind);
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.OBJECT, epochSeconds);
    ScaleView view = ScaleView.of(subresource);
    UpdateWish wish =
        UpdateWish.of(
            call.type(),
            call.key(),
            UpdateWish.Part.MAIN,
            parent -> withReplicas(view, subresource, parent, scaleChange));
    return registry.update(wish, options).map(result -> reply(views, view, result.object()));
  }

  /** Only the count counts; resourceVersion and uid of the Scale are preconditions (SUB-04). */
  private static Manifest withReplicas(
      ScaleView view, Subresource subresource, Manifest parent, UnaryOperator<Manifest> change) {
    Manifest wanted = change.apply(view.scaleOf(parent));
    long replicas = replicas(subresource, parent, wanted);
    return parent.edit(
        editor -> {
          editor.setInteger(replicas, view.specReplicas());
          editor.copyFrom(wanted, "metadata", "resourceVersion");
          if (!wanted.uid().isEmpty()) {
            editor.setText(wanted.uid(), "metadata", "uid");
          }
        });
  }

  private static long replicas(Subresource subresource, Manifest parent, Manifest wanted) {
    if (wanted.has("spec", "replicas") && wanted.integer("spec", "replicas") == null) {
      throw new StatusException(
          Status.badRequest(
              "Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal"
                  + " spec.replicas into Go struct field of type int32"));
    }
    long replicas = wanted.integerOr(0, "spec", "replicas");
    if (replicas < 0 || replicas > Integer.MAX_VALUE) {
      throw new StatusException(
          Status.invalid(
              subresource.kind().groupKind(),
              parent.name(),
              List.of(
                  FieldError.invalid(
                      "spec.replicas", replicas, "must be greater than or equal to 0"))));
    }
    return replicas;
  }

  private static ApiReply reply(ObjectViews views, ScaleView view, StoredObject object) {
    return ReplyWriter.ok(views.contentType(), views.object(view.scaleOf(object.manifest())));
  }
}
