package io.binnacle.apiserver.registry.flow;

import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.operation.WriteResult;
import io.binnacle.apiserver.registry.rules.DeletionRules;
import io.binnacle.apiserver.registry.rules.MetadataRules;
import io.binnacle.apiserver.registry.rules.ObjectDecoding;
import io.binnacle.apiserver.registry.rules.ObjectRules;
import io.binnacle.apiserver.registry.rules.TypeDefaults;
import io.binnacle.apiserver.registry.rules.UpdateParts;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.storage.ObjectEncoding;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.ServerSideApply;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The update loop: take the current object, change it, validate, compare and put; again with the
 * new current object when somebody was faster.
 *
 * <p>The first try uses what this replica has, which saves a round to the leader. It may be old, so
 * nothing that ends the request without a write is believed before a fresh view says the same.
 */
public final class UpdateFlow {
  /** Of N writers that collide one always succeeds, so this many tries outlast as many writers. */
  private static final int TRIES_MAX = 100;

  private final Environment world;
  private final CreateFlow creation;

  public UpdateFlow(Environment world, CreateFlow creation) {
    this.world = world;
    this.creation = creation;
  }

  /** What the current object is to become. */
  private record Change(
      Manifest object, List<String> warnings, boolean changesNothing, boolean removes) {}

  /**
   * @param current null where the object is absent
   * @param fresh whether it was current when the request came
   */
  private record Base(@Nullable KeyVersion current, boolean fresh) {}

  public Mono<WriteResult> update(UpdateWish wish, WriteOptions options) {
    return Mono.defer(
        () -> {
          Bytes key = StorageKey.of(wish.type(), wish.key());
          return attempt(wish, options, new Base(world.storage().localView().get(key), false), 1);
        });
  }

  private Mono<WriteResult> attempt(UpdateWish wish, WriteOptions options, Base base, int tries) {
    KeyVersion current = base.current();
    if (current == null) {
      return base.fresh() ? absent(wish, options, tries) : again(wish, options, tries);
    }
    Manifest old = ObjectEncoding.decode(wish.type(), current).manifest();
    Change change;
    try {
      change = change(wish, options, old);
    } catch (StatusException refused) {
      return base.fresh() ? Mono.error(refused) : again(wish, options, tries);
    }
    if (change.changesNothing()) {
      return base.fresh()
          ? Mono.just(unchanged(wish, change, current))
          : again(wish, options, tries);
    }
    if (options.dryRun()) {
      return base.fresh() ? dryRun(wish, change, old, current) : again(wish, options, tries);
    }
    return change.removes()
        ? remove(wish, options, change, current, tries)
        : put(wish, options, change, new Former(old, current), tries);
  }

  private record Former(Manifest object, KeyVersion version) {}

  private Mono<WriteResult> again(UpdateWish wish, WriteOptions options, int tries) {
    Bytes key = StorageKey.of(wish.type(), wish.key());
    return world
        .storage()
        .viewToGet(wish.type(), new Freshness.Linearizable())
        .flatMap(view -> attempt(wish, options, new Base(view.get(key), true), tries));
  }

  private Mono<WriteResult> absent(UpdateWish wish, WriteOptions options, int tries) {
    return switch (wish.change()) {
      case UpdateWish.Change.Derived _ -> Mono.error(new StatusException(notFound(wish)));
      case UpdateWish.Change.Whole(Manifest object, UpdateWish.Creation creation) ->
          overwriteNothing(wish, options, object, creation);
      case UpdateWish.Change.Applied(Manifest object, boolean _, UpdateWish.Creation creation) ->
          applyNew(wish, options, object, creation, tries);
    };
  }

  private static Status notFound(UpdateWish wish) {
    return Status.notFound(wish.type().resource().groupResource(), wish.key().name());
  }

  private Mono<WriteResult> overwriteNothing(
      UpdateWish wish, WriteOptions options, Manifest wanted, UpdateWish.Creation creation) {
    ResourceType type = wish.type();
    if (!wanted.uid().isEmpty()) {
      return Mono.error(
          new StatusException(
              MetadataRules.uidConflict(type, wish.key().name(), wanted.uid(), "")));
    }
    return switch (creation) {
      case UpdateWish.Creation.Never _ -> Mono.error(new StatusException(notFound(wish)));
      case UpdateWish.Creation.Allowed(Runnable check) -> {
        check.run();
        Manifest unversioned = wanted.edit(editor -> editor.remove("metadata", "resourceVersion"));
        yield this.creation.create(type, wish.key().namespace(), unversioned, options);
      }
    };
  }

  /** SSA-03. Somebody may create the object meanwhile, and then it is an update after all. */
  private Mono<WriteResult> applyNew(
      UpdateWish wish,
      WriteOptions options,
      Manifest applied,
      UpdateWish.Creation creation,
      int tries) {
    return switch (creation) {
      case UpdateWish.Creation.Never _ -> Mono.error(new StatusException(notFound(wish)));
      case UpdateWish.Creation.Allowed(Runnable check) -> {
        String uid = applied.uid();
        if (!uid.isEmpty()) {
          yield Mono.error(
              new StatusException(
                  MetadataRules.noObjectOfUid(wish.type(), wish.key().name(), uid)));
        }
        check.run();
        yield this.creation
            .createApplied(wish.type(), wish.key().namespace(), applied, options)
            .onErrorResume(
                StatusException.class,
                refused ->
                    tries < TRIES_MAX && isTaken(refused)
                        ? again(wish, options, tries + 1)
                        : Mono.error(refused));
      }
    };
  }

  private static boolean isTaken(StatusException refused) {
    return refused.status().reason() == StatusReason.ALREADY_EXISTS;
  }

  /**
   * What is wanted.
   *
   * @param owners for what is applied; others find theirs at the end
   */
  private record Wanted(Manifest object, @Nullable ManagedFields owners) {}

  private Wanted wanted(UpdateWish wish, WriteOptions options, Manifest old) {
    return switch (wish.change()) {
      case UpdateWish.Change.Whole(Manifest object, UpdateWish.Creation _) ->
          new Wanted(object, null);
      case UpdateWish.Change.Derived(UnaryOperator<Manifest> of) -> new Wanted(of.apply(old), null);
      case UpdateWish.Change.Applied applied -> {
        ServerSideApply.Result result = world.ownership().apply(wish, options, applied, old);
        yield new Wanted(result.object(), result.owners());
      }
    };
  }

  private Change change(UpdateWish wish, WriteOptions options, Manifest old) {
    ResourceType type = wish.type();
    Strategy strategy = world.strategies().of(type).through(wish.part().subresource());
    Wanted wanted = wanted(wish, options, old);
    boolean whole = wish.change() instanceof UpdateWish.Change.Whole;
    ObjectDecoding.Decoded decoded =
        whole
            ? ObjectDecoding.decode(type, wanted.object(), options.fieldValidation())
            : ObjectDecoding.decodePatched(type, wanted.object(), options.fieldValidation());
    boolean unconditional = !whole || type.rules().unconditionalUpdate();
    MetadataRules.checkPreconditions(type, decoded.object(), old, unconditional);
    Manifest parted = UpdateParts.restrict(wish.part(), type, decoded.object(), old);
    Manifest owned = MetadataRules.forUpdate(type, parted, old);
    Manifest defaulted = TypeDefaults.apply(type, owned);
    Manifest prepared =
        wish.part() == UpdateWish.Part.FINALIZE
            ? defaulted
            : strategy.prepareForUpdate(defaulted, old);
    // A binding is no change of what the pod's owner wants.
    Manifest counted =
        wish.part() == UpdateWish.Part.BINDING
            ? prepared
            : MetadataRules.countGeneration(type, prepared, old);
    ManagedFields owners = wanted.owners();
    Manifest object =
        owners == null
            ? world.ownership().updated(wish, options, decoded.object(), counted, old)
            : world.ownership().applied(owners, counted, old);
    ObjectRules.check(type, strategy, object, old);
    boolean same = object.equals(old.edit(editor -> editor.remove("metadata", "resourceVersion")));
    boolean removes = DeletionRules.isDeleting(object) && !DeletionRules.isHeld(strategy, object);
    return new Change(object, decoded.warnings(), same && !removes, removes);
  }

  /** CRUD-45: the old resourceVersion, and nothing is written. */
  private static WriteResult unchanged(UpdateWish wish, Change change, KeyVersion current) {
    return new WriteResult(ObjectEncoding.decode(wish.type(), current), false, change.warnings());
  }

  private Mono<WriteResult> dryRun(
      UpdateWish wish, Change change, Manifest old, KeyVersion current) {
    return world
        .strategies()
        .of(wish.type())
        .claim(change.object(), old, true)
        .map(
            claimed ->
                new WriteResult(
                    StoredObject.unstored(wish.type(), claimed, current.modRevision()),
                    false,
                    change.warnings()));
  }

  private Mono<WriteResult> put(
      UpdateWish wish, WriteOptions options, Change change, Former former, int tries) {
    ResourceType type = wish.type();
    Strategy strategy = world.strategies().of(type);
    KeyVersion current = former.version();
    return strategy
        .claim(change.object(), former.object(), false)
        .flatMap(
            claimed ->
                world
                    .storage()
                    .put(
                        type,
                        current.key(),
                        ObjectEncoding.encode(type, claimed),
                        current.modRevision())
                    .flatMap(
                        outcome ->
                            switch (outcome) {
                              case ObjectStorage.Outcome.Done(
                                      @Nullable KeyVersion version,
                                      Revision _) ->
                                  strategy
                                      .release(former.object(), claimed)
                                      .thenReturn(written(wish, change, version));
                              case ObjectStorage.Outcome.Conflict(@Nullable KeyVersion faster) ->
                                  strategy
                                      .release(claimed, former.object())
                                      .then(Mono.defer(() -> raced(wish, options, faster, tries)));
                            }));
  }

  private static WriteResult written(UpdateWish wish, Change change, @Nullable KeyVersion version) {
    if (version == null) {
      throw new IllegalStateException("a put was answered without a version");
    }
    return new WriteResult(ObjectEncoding.decode(wish.type(), version), false, change.warnings());
  }

  private Mono<WriteResult> raced(
      UpdateWish wish, WriteOptions options, @Nullable KeyVersion faster, int tries) {
    if (tries >= TRIES_MAX) {
      return Mono.error(
          new StatusException(
              Status.conflict(wish.type().resource().groupResource(), wish.key().name())));
    }
    return attempt(wish, options, new Base(faster, true), tries + 1);
  }

  /** CRUD-46: the last finalizer has gone, and with it the object. */
  private Mono<WriteResult> remove(
      UpdateWish wish, WriteOptions options, Change change, KeyVersion current, int tries) {
    Strategy strategy = world.strategies().of(wish.type());
    return world
        .storage()
        .delete(wish.type().resource().groupResource(), current.key(), current.modRevision())
        .flatMap(
            outcome ->
                switch (outcome) {
                  case ObjectStorage.Outcome.Done(@Nullable KeyVersion _, Revision revision) ->
                      strategy
                          .release(change.object(), null)
                          .thenReturn(
                              new WriteResult(
                                  StoredObject.unstored(wish.type(), change.object(), revision),
                                  false,
                                  change.warnings()));
                  case ObjectStorage.Outcome.Conflict(@Nullable KeyVersion faster) ->
                      raced(wish, options, faster, tries);
                });
  }
}
