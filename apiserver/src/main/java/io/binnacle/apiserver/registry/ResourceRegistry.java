package io.binnacle.apiserver.registry;

import io.binnacle.apiserver.registry.flow.CreateFlow;
import io.binnacle.apiserver.registry.flow.DeleteFlow;
import io.binnacle.apiserver.registry.flow.Environment;
import io.binnacle.apiserver.registry.flow.NamespaceGate;
import io.binnacle.apiserver.registry.flow.UpdateFlow;
import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.registry.listing.ListReader;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.DeleteResult;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.operation.WriteResult;
import io.binnacle.apiserver.registry.ownership.FieldOwnership;
import io.binnacle.apiserver.registry.rules.ObjectDecoding;
import io.binnacle.apiserver.registry.rules.TypeDefaults;
import io.binnacle.apiserver.registry.strategy.Strategies;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.Freshness;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/**
 * The door to objects of all types, for HTTP endpoints and for loops in this process alike. What
 * cannot be done comes as a {@link StatusException}.
 */
public final class ResourceRegistry {
  private final Supplier<TypeCatalogue> catalogue;
  private final ObjectStorage storage;
  private final Strategies strategies;
  private final CreateFlow creation;
  private final UpdateFlow updates;
  private final DeleteFlow deletion;
  private final ListReader lists;

  /**
   * @param catalogue the types served now
   * @param epochSeconds the clock
   * @param random a secure generator in production, a seeded one in tests
   */
  public ResourceRegistry(
      Supplier<TypeCatalogue> catalogue,
      ObjectStorage storage,
      Strategies strategies,
      LongSupplier epochSeconds,
      RandomGenerator random) {
    this.catalogue = catalogue;
    this.storage = storage;
    this.strategies = strategies;
    Environment world =
        new Environment(
            storage, strategies, new FieldOwnership(catalogue, epochSeconds), epochSeconds, random);
    this.creation = new CreateFlow(world, new NamespaceGate(storage, catalogue));
    this.updates = new UpdateFlow(world, creation);
    this.deletion = new DeleteFlow(world);
    this.lists = new ListReader(storage);
  }

  public TypeCatalogue catalogue() {
    return catalogue.get();
  }

  public ObjectStorage storage() {
    return storage;
  }

  public Strategy strategyOf(ResourceType type) {
    return strategies.of(type);
  }

  /**
   * @param namespace empty for types of the cluster
   */
  public Mono<WriteResult> create(
      ResourceType type, String namespace, Manifest object, WriteOptions options) {
    return creation.create(type, namespace, object, options);
  }

  /** An object of a kind that is not stored, checked and defaulted as if it were. */
  public Manifest decode(ResourceType type, Manifest sent, WriteOptions options) {
    Manifest known = ObjectDecoding.decode(type, sent, options.fieldValidation()).object();
    return TypeDefaults.apply(type, known);
  }

  /** The object, or 404. */
  public Mono<StoredObject> get(ResourceType type, ObjectKey key, Freshness freshness) {
    return storage
        .viewToGet(type, freshness)
        .map(
            view -> {
              StoredObject found = ObjectStorage.find(view, type, key);
              if (found == null) {
                throw new StatusException(
                    Status.notFound(type.resource().groupResource(), key.name()));
              }
              return found;
            });
  }

  public Mono<ListPage> list(ResourceType type, ListQuery query) {
    return lists.list(type, query);
  }

  /** Changes an object, as often as it takes while others change it too. */
  public Mono<WriteResult> update(UpdateWish wish, WriteOptions options) {
    return updates.update(wish, options);
  }

  public Mono<DeleteResult> delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return deletion.delete(type, key, options);
  }
}
