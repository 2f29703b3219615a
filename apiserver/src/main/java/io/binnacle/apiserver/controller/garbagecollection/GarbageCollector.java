package io.binnacle.apiserver.controller.garbagecollection;

import io.binnacle.apiserver.controller.queue.WorkQueue;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.strategy.Propagation;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.OwnerReference;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides for one object at a time what its owners and dependents mean for it (CTRL-20 to CTRL-24).
 * Every action carries the uid it was decided for, so that acting twice, or late, harms nobody.
 */
public final class GarbageCollector {
  private static final Logger LOGGER = LoggerFactory.getLogger(GarbageCollector.class);

  /** So many objects are worked on between two looks at what has happened meanwhile. */
  private static final int BATCH_MAX = 256;

  private static final int CONCURRENT_ACTIONS_MAX = 16;

  private final ResourceRegistry registry;
  private final WorkQueue<Bytes> queue;
  private final OwnerGraph graph;
  private final OwnerLookup lookup;

  /**
   * @param queue of the keys of objects to look at
   */
  public GarbageCollector(ResourceRegistry registry, WorkQueue<Bytes> queue) {
    this.registry = registry;
    this.queue = queue;
    this.graph = new OwnerGraph(queue);
    this.lookup = new OwnerLookup(registry, graph);
  }

  /** Forgets everything: the state will be given again. */
  public void restart() {
    graph.clear();
  }

  public void present(StoredObject object) {
    graph.put(object);
  }

  public void changed(ObjectEvent event) {
    graph.apply(event);
  }

  public boolean hasWork() {
    return graph.hasDue();
  }

  /** Works on a batch of what is due; true where something has to be tried again later. */
  public Mono<Boolean> work() {
    List<OwnerGraph.Due> batch = graph.takeDue(BATCH_MAX);
    List<OwnedObject> failed = new ArrayList<>();
    return Flux.fromIterable(batch)
        .flatMap(
            due -> queue.measured(due.taken(), attempt(due.object(), failed)),
            CONCURRENT_ACTIONS_MAX)
        .then(
            Mono.fromSupplier(
                () -> {
                  failed.forEach(graph::again);
                  return !failed.isEmpty();
                }));
  }

  private Mono<Void> attempt(OwnedObject object, List<OwnedObject> failed) {
    return lookAt(object)
        .onErrorResume(
            StatusException.class,
            failure -> {
              if (failure.status().reason() != StatusReason.NOT_FOUND) {
                LOGGER.debug("{}: {}", object.key(), failure.status().message());
                synchronizedAdd(failed, object);
              }
              return Mono.empty();
            });
  }

  private static void synchronizedAdd(List<OwnedObject> failed, OwnedObject object) {
    synchronized (failed) {
      failed.add(object);
    }
  }

  private Mono<Void> lookAt(OwnedObject object) {
    if (object.isOrphaning()) {
      return orphanDependents(object);
    }
    if (object.isDeletingInForeground()) {
      return deleteDependents(object);
    }
    return object.deleting() || object.owners().isEmpty() ? Mono.empty() : judgeByOwners(object);
  }

  /** CTRL-22. */
  private Mono<Void> orphanDependents(OwnedObject owner) {
    return Flux.fromIterable(graph.dependentsOf(owner.uid()))
        .concatMap(dependent -> dropOwners(dependent, List.of(owner.uid())))
        .then(removeFinalizer(owner, OwnedObject.ORPHAN));
  }

  /** CTRL-21: the owner goes when nothing that blocks it is left. */
  private Mono<Void> deleteDependents(OwnedObject owner) {
    List<OwnedObject> dependents = graph.dependentsOf(owner.uid());
    boolean blocked =
        dependents.stream()
            .flatMap(dependent -> dependent.owners().stream())
            .anyMatch(
                reference -> reference.uid().equals(owner.uid()) && reference.blockOwnerDeletion());
    if (!blocked) {
      return removeFinalizer(owner, OwnedObject.FOREGROUND);
    }
    return Flux.fromIterable(dependents)
        .filter(dependent -> !dependent.deleting())
        .concatMap(this::judgeByOwners)
        .then();
  }

  /** CTRL-20, CTRL-23. */
  private Mono<Void> judgeByOwners(OwnedObject object) {
    return Flux.fromIterable(object.owners())
        .concatMap(owner -> lookup.standing(object, owner).map(how -> Map.entry(owner, how)))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new)
        .flatMap(standings -> act(object, standings));
  }

  private Mono<Void> act(OwnedObject object, Map<OwnerReference, OwnerLookup.Standing> standings) {
    if (standings.containsValue(OwnerLookup.Standing.UNKNOWN)) {
      return Mono.empty();
    }
    List<String> letGo = new ArrayList<>();
    standings.forEach(
        (owner, standing) -> {
          if (standing != OwnerLookup.Standing.SOLID) {
            letGo.add(owner.uid());
          }
        });
    if (letGo.isEmpty()) {
      return Mono.empty();
    }
    if (letGo.size() < standings.size()) {
      return dropOwners(object, letGo);
    }
    boolean ownerWaits = standings.containsValue(OwnerLookup.Standing.WAITING);
    boolean hasDependents = !graph.dependentsOf(object.uid()).isEmpty();
    return delete(
        object, ownerWaits && hasDependents ? Propagation.FOREGROUND : Propagation.BACKGROUND);
  }

  private Mono<Void> delete(OwnedObject object, Propagation propagation) {
    LOGGER.debug("deleting {} {}: its owners are gone", object.type(), object.key());
    DeleteOptions options =
        DeleteOptions.BACKGROUND.withUid(object.uid()).withPropagation(propagation);
    return registry.delete(object.type(), object.key(), options).then();
  }

  private Mono<Void> dropOwners(OwnedObject object, List<String> ownerUids) {
    return change(
        object,
        current -> {
          List<Manifest> kept =
              current.items("metadata", "ownerReferences").stream()
                  .filter(owner -> !ownerUids.contains(owner.textOrEmpty("uid")))
                  .toList();
          return current.edit(
              editor -> {
                if (kept.isEmpty()) {
                  editor.remove("metadata", "ownerReferences");
                } else {
                  editor.setItems(kept, "metadata", "ownerReferences");
                }
              });
        });
  }

  private Mono<Void> removeFinalizer(OwnedObject object, String finalizer) {
    return change(
        object,
        current -> {
          List<String> kept = new ArrayList<>(current.finalizers());
          kept.remove(finalizer);
          return current.edit(
              editor -> {
                if (kept.isEmpty()) {
                  editor.remove("metadata", "finalizers");
                } else {
                  editor.setTexts(kept, "metadata", "finalizers");
                }
              });
        });
  }

  /** Changes the object that was looked at, and no other that has taken its name. */
  private Mono<Void> change(OwnedObject object, UnaryOperator<Manifest> change) {
    UnaryOperator<Manifest> guarded =
        current -> {
          if (!current.uid().equals(object.uid())) {
            throw new StatusException(
                Status.notFound(object.type().resource().groupResource(), object.key().name()));
          }
          return change.apply(current);
        };
    UpdateWish wish = UpdateWish.of(object.type(), object.key(), UpdateWish.Part.MAIN, guarded);
    return registry.update(wish, WriteOptions.PLAIN).then();
  }
}
