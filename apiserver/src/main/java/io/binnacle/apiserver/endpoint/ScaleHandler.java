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
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.printing.TableColumn;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.Subresource;
import io.binnacle.store.Freshness;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** The replica count of an object as an object of its own (SUB-03, SUB-04). */
final class ScaleHandler {
  private static final List<TableColumn> COLUMNS =
      List.of(
          new TableColumn("Name", "string", "name", "Name of the object.", 0, ".metadata.name"),
          new TableColumn("Desired", "integer", "", "How many are wanted.", 0, ".spec.replicas"),
          new TableColumn("Available", "integer", "", "How many there are.", 0, ".status.replicas"),
          new TableColumn(
              "Age",
              "string",
              "",
              "Time since the server made the object.",
              0,
              "age .metadata.creationTimestamp"));

  private final ResourceRegistry registry;
  private final BodyDecoder decoder;
  private final DecodeLimits limits;
  private final LongSupplier epochSeconds;

  ScaleHandler(
      ResourceRegistry registry,
      BodyDecoder decoder,
      DecodeLimits limits,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.decoder = decoder;
    this.limits = limits;
    this.epochSeconds = epochSeconds;
  }

  Mono<ApiReply> get(ResourceCall call, Subresource subresource) {
    ObjectViews views = views(call, subresource);
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
              return change(call, subresource, derived(subresource, _ -> sent), "UpdateOptions");
            });
  }

  Mono<ApiReply> patch(ResourceCall call, Subresource subresource) {
    StructuralSchema schema = schema(subresource);
    return call.body()
        .flatMap(
            body ->
                change(
                    call,
                    subresource,
                    PatchHandler.isApply(call)
                        ? applied(call, subresource, schema, body)
                        : derived(subresource, PatchHandler.patch(call, schema, body)),
                    "PatchOptions"));
  }

  private static UpdateWish.Change derived(
      Subresource subresource, UnaryOperator<Manifest> scaleChange) {
    ScaleView view = ScaleView.of(subresource);
    return new UpdateWish.Change.Derived(
        parent -> withReplicas(view, subresource, parent, scaleChange));
  }

  /** SSA-19: who applies a Scale applies so much of the object behind it. */
  private UpdateWish.Change applied(
      ResourceCall call, Subresource subresource, StructuralSchema schema, byte[] body) {
    Manifest scale = PatchHandler.readApplied(call, subresource.kind(), schema, body, limits);
    String[] replicas = ScaleView.of(subresource).specReplicas();
    Manifest part =
        Manifest.empty()
            .edit(
                editor -> {
                  editor
                      .setText(call.type().apiVersion(), "apiVersion")
                      .setText(call.type().kind(), "kind")
                      .copyFrom(scale, "metadata", "name")
                      .copyFrom(scale, "metadata", "uid")
                      .copyFrom(scale, "metadata", "resourceVersion");
                  if (scale.has("spec", "replicas")) {
                    editor.setInteger(replicas(subresource, call.key().name(), scale), replicas);
                  }
                });
    return new UpdateWish.Change.Applied(
        UpdateHandler.placed(call, part),
        call.request().query().isTrue("force"),
        new UpdateWish.Creation.Never());
  }

  private StructuralSchema schema(Subresource subresource) {
    StructuralSchema schema = registry.catalogue().schemaOf(subresource.kind());
    if (schema == null) {
      throw new StatusException(Status.pathNotFound());
    }
    return schema;
  }

  private Mono<ApiReply> change(
      ResourceCall call, Subresource subresource, UpdateWish.Change change, String optionsKind) {
    WriteOptions options = RequestOptions.write(call.request(), optionsKind);
    ObjectViews views = views(call, subresource);
    ScaleView view = ScaleView.of(subresource);
    UpdateWish wish = new UpdateWish(call.type(), call.key(), UpdateWish.Part.SCALE, change);
    return registry.update(wish, options).map(result -> reply(views, view, result.object()));
  }

  /** Only the count counts; resourceVersion and uid of the Scale are preconditions (SUB-04). */
  private static Manifest withReplicas(
      ScaleView view, Subresource subresource, Manifest parent, UnaryOperator<Manifest> change) {
    Manifest wanted = change.apply(view.scaleOf(parent));
    long replicas = replicas(subresource, parent.name(), wanted);
    return parent.edit(
        editor -> {
          editor.setInteger(replicas, view.specReplicas());
          editor.copyFrom(wanted, "metadata", "resourceVersion");
          if (!wanted.uid().isEmpty()) {
            editor.setText(wanted.uid(), "metadata", "uid");
          }
        });
  }

  private static long replicas(Subresource subresource, String name, Manifest wanted) {
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
              name,
              List.of(
                  FieldError.invalid(
                      "spec.replicas", replicas, "must be greater than or equal to 0"))));
    }
    return replicas;
  }

  /** As an object with columns of its own (PRINT-64). */
  private ObjectViews views(ResourceCall call, Subresource subresource) {
    GroupVersionKind kind = subresource.kind();
    ResourceType type =
        ResourceType.builder(
                new GroupVersionResource(kind.group(), kind.version(), subresource.name()),
                kind.kind())
            .storagePrefix("")
            .schema(schema(subresource))
            .columns(COLUMNS)
            .build();
    return RequestOptions.views(
        new ResourceCall(call.request(), call.info(), type, call.user()),
        AcceptHeader.Target.OBJECT,
        epochSeconds);
  }

  private static ApiReply reply(ObjectViews views, ScaleView view, StoredObject object) {
    return ReplyWriter.ok(views.contentType(), views.object(view.scaleOf(object.manifest())));
  }
}
