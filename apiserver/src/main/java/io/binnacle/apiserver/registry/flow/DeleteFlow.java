package io.binnacle.apiserver.registry.flow;

import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.DeleteResult;
import io.binnacle.apiserver.registry.rules.DeletionRules;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.storage.ObjectEncoding;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Deletes an object, or marks it as being deleted while something holds it. Loops as {@link
 * UpdateFlow} does, and for the same reason.
 */
public final class DeleteFlow {
  private static final int TRIES_MAX = 100;

  private final Environment world;

  public DeleteFlow(Environment world) {
    this.world = world;
  }

  private record Wish(ResourceType type, ObjectKey key, DeleteOptions options) {}

  public Mono<DeleteResult> delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    Wish wish = new Wish(type, key, options);
    return Mono.defer(
        () -> {
          KeyVersion local = world.storage().localView().get(StorageKey.of(type, key));
          return attempt(wish, local, false, 1);
        });
  }

  private Mono<DeleteResult> attempt(
      Wish wish, @Nullable KeyVersion current, boolean fresh, int tries) {
    if (current == null) {
      return fresh ? Mono.error(new StatusException(notFound(wish))) : again(wish, tries);
    }
    Strategy strategy = world.strategies().of(wish.type());
    StoredObject stored = ObjectEncoding.decode(wish.type(), current);
    Manifest old = stored.manifest();
    Manifest begun;
    try {
      DeletionRules.checkPreconditions(wish.type(), old, wish.options());
      strategy.checkDelete(old);
      begun =
          DeletionRules.begin(
              wish.type(), strategy, old, wish.options(), world.epochSeconds().getAsLong());
    } catch (StatusException refused) {
      return fresh ? Mono.error(refused) : again(wish, tries);
    }
    boolean removes = !DeletionRules.isHeld(strategy, begun);
    if (wish.options().dryRun() || (!removes && begun.equals(old))) {
      return fresh
          ? Mono.just(new DeleteResult(shown(wish, begun, current), removes))
          : again(wish, tries);
    }
    return removes ? remove(wish, stored, current, tries) : mark(wish, begun, current, tries);
  }

  private Mono<DeleteResult> again(Wish wish, int tries) {
    Bytes key = StorageKey.of(wish.type(), wish.key());
    return world
        .storage()
        .viewToGet(wish.type(), new Freshness.Linearizable())
        .flatMap(view -> attempt(wish, view.get(key), true, tries));
  }

  private static StoredObject shown(Wish wish, Manifest object, KeyVersion current) {
    return StoredObject.unstored(wish.type(), object, current.modRevision());
  }

  private Mono<DeleteResult> remove(Wish wish, StoredObject stored, KeyVersion current, int tries) {
    return world
        .storage()
        .delete(wish.type().resource().groupResource(), current.key(), current.modRevision())
        .flatMap(
            outcome ->
                switch (outcome) {
                  case ObjectStorage.Outcome.Done(@Nullable KeyVersion _, Revision revision) ->
                      world
                          .strategies()
                          .of(wish.type())
                          .release(stored.manifest(), null)
                          .thenReturn(new DeleteResult(stored.at(revision), true));
                  case ObjectStorage.Outcome.Conflict(@Nullable KeyVersion faster) ->
                      raced(wish, faster, tries);
                });
  }

  private Mono<DeleteResult> mark(Wish wish, Manifest begun, KeyVersion current, int tries) {
    return world
        .storage()
        .put(
            wish.type(),
            current.key(),
            ObjectEncoding.encode(wish.type(), begun),
            current.modRevision())
        .flatMap(
            outcome ->
                switch (outcome) {
                  case ObjectStorage.Outcome.Done(@Nullable KeyVersion version, Revision _) ->
                      Mono.just(new DeleteResult(marked(wish, version), false));
                  case ObjectStorage.Outcome.Conflict(@Nullable KeyVersion faster) ->
                      raced(wish, faster, tries);
                });
  }

  private static StoredObject marked(Wish wish, @Nullable KeyVersion version) {
    if (version == null) {
      throw new IllegalStateException("a put was answered without a version");
    }
    return ObjectEncoding.decode(wish.type(), version);
  }

  private Mono<DeleteResult> raced(Wish wish, @Nullable KeyVersion faster, int tries) {
    if (tries >= TRIES_MAX) {
      return Mono.error(
          new StatusException(
              Status.conflict(wish.type().resource().groupResource(), wish.key().name())));
    }
    return attempt(wish, faster, true, tries + 1);
  }

  private static Status notFound(Wish wish) {
    return Status.notFound(wish.type().resource().groupResource(), wish.key().name());
  }
}
