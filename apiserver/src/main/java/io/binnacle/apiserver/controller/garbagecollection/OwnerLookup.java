package io.binnacle.apiserver.controller.garbagecollection;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.OwnerReference;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.StoreView;
import reactor.core.publisher.Mono;

/** Finds out whether owners are still there; that one is gone is only believed of a fresh view. */
final class OwnerLookup {
  private final ResourceRegistry registry;
  private final OwnerGraph graph;

  OwnerLookup(ResourceRegistry registry, OwnerGraph graph) {
    this.registry = registry;
    this.graph = graph;
  }

  /** How an owner is. */
  enum Standing {
    /** It is there and stays. */
    SOLID,
    /** It is gone, or never was. */
    ABSENT,
    /** It waits for its dependents to be deleted. */
    WAITING,
    /** Its kind is not known here, or an object of the cluster names an owner in a namespace. */
    UNKNOWN
  }

  Mono<Standing> standing(OwnedObject dependent, OwnerReference owner) {
    return Mono.defer(
        () -> {
          ResourceType type =
              registry
                  .catalogue()
                  .findByKind(GroupVersionKind.of(owner.apiVersion(), owner.kind()));
          boolean outsideOfNamespaces = dependent.key().namespace().isEmpty();
          if (type == null || !type.stored() || (outsideOfNamespaces && type.namespaced())) {
            return Mono.just(Standing.UNKNOWN);
          }
          if (graph.isDeletingInForeground(owner.uid())) {
            return Mono.just(Standing.WAITING);
          }
          ObjectKey key =
              new ObjectKey(type.namespaced() ? dependent.key().namespace() : "", owner.name());
          if (isThere(registry.storage().localView(), type, key, owner.uid())) {
            return Mono.just(Standing.SOLID);
          }
          return registry
              .storage()
              .viewToGet(type, new Freshness.Linearizable())
              .map(
                  view -> isThere(view, type, key, owner.uid()) ? Standing.SOLID : Standing.ABSENT);
        });
  }

  private static boolean isThere(StoreView view, ResourceType type, ObjectKey key, String uid) {
    StoredObject found = ObjectStorage.find(view, type, key);
    return found != null && found.attachment().uid().equals(uid);
  }
}
