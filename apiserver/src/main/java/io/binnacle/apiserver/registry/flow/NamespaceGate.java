package io.binnacle.apiserver.registry.flow;

import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.Details;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusCause;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.Freshness;
import io.binnacle.store.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets objects be created only in a namespace that is there and stays (CRUD-26). A namespace that
 * this replica does not know yet, or knows as terminating, is looked for again before anybody is
 * refused.
 */
public final class NamespaceGate {
  private static final GroupVersionResource NAMESPACES =
      new GroupVersionResource("", "v1", "namespaces");

  private final ObjectStorage storage;
  private final Supplier<TypeCatalogue> catalogue;

  public NamespaceGate(ObjectStorage storage, Supplier<TypeCatalogue> catalogue) {
    this.storage = storage;
    this.catalogue = catalogue;
  }

  /** Completes where an object of the type may be created in the namespace. */
  Mono<Void> pass(ResourceType type, String namespace, String name) {
    ResourceType namespaces = catalogue.get().find(NAMESPACES);
    if (!type.namespaced() || namespaces == null) {
      return Mono.empty();
    }
    if (refusal(storage.localView(), namespaces, type, namespace, name) == null) {
      return Mono.empty();
    }
    return storage
        .viewToGet(namespaces, new Freshness.Linearizable())
        .flatMap(
            view -> {
              Status refused = refusal(view, namespaces, type, namespace, name);
              return refused == null ? Mono.empty() : Mono.error(new StatusException(refused));
            });
  }

  private static @Nullable Status refusal(
      StoreView view, ResourceType namespaces, ResourceType type, String namespace, String name) {
    StoredObject found = ObjectStorage.find(view, namespaces, new ObjectKey("", namespace));
    if (found == null) {
      return Status.notFound(NAMESPACES.groupResource(), namespace);
    }
    return found.attachment().isDeleting() ? terminating(type, namespace, name) : null;
  }

  private static Status terminating(ResourceType type, String namespace, String name) {
    String why =
        "unable to create new content in namespace "
            + namespace
            + " because it is being terminated";
    Status forbidden = Status.forbidden(type.resource().groupResource(), name, why);
    List<StatusCause> causes = new ArrayList<>();
    causes.add(
        new StatusCause(
            "NamespaceTerminating",
            "namespace " + namespace + " is being terminated",
            "metadata.namespace"));
    return forbidden.withDetails(new Details(name, type.group(), type.plural(), "", causes, 0));
  }
}
