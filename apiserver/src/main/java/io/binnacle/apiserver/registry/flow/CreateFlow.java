package io.binnacle.apiserver.registry.flow;

import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.operation.WriteResult;
import io.binnacle.apiserver.registry.rules.MetadataRules;
import io.binnacle.apiserver.registry.rules.ObjectDecoding;
import io.binnacle.apiserver.registry.rules.ObjectRules;
import io.binnacle.apiserver.registry.rules.TypeDefaults;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.storage.ObjectEncoding;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.ServerSideApply;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The way of an object into the store: decode, default, prepare, validate, claim, put. */
public final class CreateFlow {
  /** CRUD-24: so many random names are tried. */
  private static final int NAMES_MAX = 8;

  private final Environment world;
  private final NamespaceGate gate;

  public CreateFlow(Environment world, NamespaceGate gate) {
    this.world = world;
    this.gate = gate;
  }

  /**
   * @param generated whether the name was made of generateName, so that another may be tried
   */
  private record Creation(
      ResourceType type,
      Manifest object,
      boolean generated,
      WriteOptions options,
      List<String> warnings) {
    Creation withObject(Manifest changed) {
      return new Creation(type, changed, generated, options, warnings);
    }
  }

  public Mono<WriteResult> create(
      ResourceType type, String namespace, Manifest sent, WriteOptions options) {
    return create(
        type, namespace, sent, options, object -> world.ownership().born(type, options, object));
  }

  /** SSA-03: what is applied is owned, and no default. */
  Mono<WriteResult> createApplied(
      ResourceType type, String namespace, Manifest applied, WriteOptions options) {
    ServerSideApply.Result result = world.ownership().applyNew(type, options, applied);
    return create(type, namespace, result.object(), options, result.owners()::putInto);
  }

  /**
   * @param owned gives the object, ready but for its claims, its owners
   */
  private Mono<WriteResult> create(
      ResourceType type,
      String namespace,
      Manifest sent,
      WriteOptions options,
      UnaryOperator<Manifest> owned) {
    return Mono.defer(
        () -> {
          Creation creation = prepare(type, namespace, sent, options, owned);
          Manifest object = creation.object();
          return gate.pass(type, object.namespace(), object.name())
              .then(Mono.defer(() -> attempt(creation, 1)));
        });
  }

  private Creation prepare(
      ResourceType type,
      String namespace,
      Manifest sent,
      WriteOptions options,
      UnaryOperator<Manifest> owned) {
    String resourceVersion = sent.resourceVersion();
    if (!resourceVersion.isEmpty() && !resourceVersion.equals("0")) {
      throw new StatusException(
          Status.badRequest("resourceVersion should not be set on objects to be created"));
    }
    checkNamespace(type, namespace, sent);
    ObjectDecoding.Decoded decoded = ObjectDecoding.decode(type, sent, options.fieldValidation());
    Strategy strategy = world.strategies().of(type);
    Manifest known = decoded.object();
    boolean generated = known.name().isEmpty() && !known.generateName().isEmpty();
    Manifest born =
        MetadataRules.forCreate(
            type, known, namespace, new MetadataRules.Birth(world.newUid(), world.now()));
    if (type.hasStatus() && !strategy.keepsStatusOnCreate()) {
      born = born.edit(editor -> editor.setObject(Manifest.empty(), "status"));
    }
    Manifest defaulted = TypeDefaults.apply(type, born);
    Manifest named = generated ? withNewName(defaulted) : defaulted;
    Manifest object = owned.apply(strategy.prepareForCreate(named));
    ObjectRules.check(type, strategy, object, null);
    List<String> warnings = new ArrayList<>(decoded.warnings());
    warnings.addAll(strategy.warnings(object));
    return new Creation(type, object, generated, options, List.copyOf(warnings));
  }

  /** CRUD-09. */
  private static void checkNamespace(ResourceType type, String namespace, Manifest sent) {
    String own = sent.namespace();
    if (type.namespaced() && !own.isEmpty() && !own.equals(namespace)) {
      throw new StatusException(
          Status.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request"));
    }
  }

  private Manifest withNewName(Manifest object) {
    String name = world.generatedName(object.generateName());
    return object.edit(editor -> editor.setText(name, "metadata", "name"));
  }

  private Mono<WriteResult> attempt(Creation creation, int namesTried) {
    Strategy strategy = world.strategies().of(creation.type());
    ResourceType type = creation.type();
    if (creation.options().dryRun()) {
      return dryRun(creation, strategy, namesTried);
    }
    return strategy
        .claim(creation.object(), null, false)
        .flatMap(
            claimed -> {
              ObjectEncoding.Encoded encoded = ObjectEncoding.encode(type, claimed);
              return world
                  .storage()
                  .put(type, StorageKey.of(type, claimed.key()), encoded, null)
                  .flatMap(
                      outcome ->
                          switch (outcome) {
                            case ObjectStorage.Outcome.Done(
                                    @Nullable KeyVersion version,
                                    Revision _) ->
                                Mono.just(created(creation, version));
                            case ObjectStorage.Outcome.Conflict(@Nullable KeyVersion current) ->
                                strategy
                                    .release(claimed, null)
                                    .then(
                                        Mono.defer(() -> nameTaken(creation, current, namesTried)));
                          });
            });
  }

  private static WriteResult created(Creation creation, @Nullable KeyVersion version) {
    if (version == null) {
      throw new IllegalStateException("a put was answered without a version");
    }
    return new WriteResult(
        ObjectEncoding.decode(creation.type(), version), true, creation.warnings());
  }

  private Mono<WriteResult> dryRun(Creation creation, Strategy strategy, int namesTried) {
    ResourceType type = creation.type();
    Bytes key = StorageKey.of(type, creation.object().key());
    KeyVersion taken = world.storage().localView().get(key);
    if (taken != null) {
      return nameTaken(creation, taken, namesTried);
    }
    return strategy
        .claim(creation.object(), null, true)
        .map(
            claimed ->
                new WriteResult(
                    StoredObject.unstored(type, claimed, Revision.NONE),
                    true,
                    creation.warnings()));
  }

  private Mono<WriteResult> nameTaken(
      Creation creation, @Nullable KeyVersion current, int namesTried) {
    GroupResource resource = creation.type().resource().groupResource();
    String name = creation.object().name();
    if (creation.generated() && namesTried < NAMES_MAX) {
      return attempt(creation.withObject(withNewName(creation.object())), namesTried + 1);
    }
    if (creation.generated()) {
      return Mono.error(new StatusException(Status.generateNameConflict(resource, name)));
    }
    boolean deleting =
        current != null
            && ObjectEncoding.decode(creation.type(), current).attachment().isDeleting();
    return Mono.error(
        new StatusException(
            deleting
                ? Status.alreadyExistsBeingDeleted(resource, name)
                : Status.alreadyExists(resource, name)));
  }
}
