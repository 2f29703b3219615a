package io.binnacle.apiserver.controller.namespace;

import io.binnacle.apiserver.controller.queue.WorkQueue;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The second half of a namespace's deletion (CTRL-10 to CTRL-13). */
public final class NamespaceEmptier {
  private static final Logger LOGGER = LoggerFactory.getLogger(NamespaceEmptier.class);
  private static final String FINALIZER = "kubernetes";
  private static final int CONCURRENT_DELETES_MAX = 16;

  /** So many are worked on between two looks at what has happened meanwhile. */
  private static final int BATCH_MAX = 64;

  private final ResourceRegistry registry;
  private final ResourceType namespaces;
  private final LongSupplier epochSeconds;

  private final WorkQueue<String> terminating;

  /**
   * @param terminating the queue of names of namespaces to work on
   */
  public NamespaceEmptier(
      ResourceRegistry registry,
      ResourceType namespaces,
      WorkQueue<String> terminating,
      LongSupplier epochSeconds) {
    this.registry = registry;
    this.terminating = terminating;
    this.namespaces = namespaces;
    this.epochSeconds = epochSeconds;
  }

  public void restart() {
    terminating.clear();
  }

  public void present(StoredObject namespace) {
    if (namespace.attachment().isDeleting()) {
      terminating.add(namespace.key().name());
    }
  }

  public void changed(ObjectEvent event) {
    switch (event.kind()) {
      case ADDED, MODIFIED -> present(event.object());
      case DELETED -> terminating.remove(event.object().key().name());
    }
  }

  public boolean hasWork() {
    return !terminating.isEmpty();
  }

  /** Works on some of them once; what is left is to be tried again a little later. */
  public Mono<Void> work() {
    return Flux.fromIterable(terminating.take(BATCH_MAX))
        .concatMap(taken -> terminating.measured(taken, attempt(taken.item())))
        .then();
  }

  private Mono<Void> attempt(String name) {
    return empty(name)
        .onErrorResume(
            StatusException.class,
            failure -> {
              LOGGER.debug("namespace {}: {}", name, failure.status().message());
              return reportFailure(name, failure.status().message()).thenReturn(false);
            })
        .doOnNext(
            released -> {
              if (!released) {
                terminating.again(name);
              }
            })
        .then();
  }

  /** What is left of a namespace after everything in it was asked to go. */
  private record Remains(Map<String, Integer> byResource, Map<String, Integer> byFinalizer) {
    static Remains of(List<StoredObject> objects) {
      Map<String, Integer> byResource = new TreeMap<>();
      Map<String, Integer> byFinalizer = new TreeMap<>();
      for (StoredObject object : objects) {
        byResource.merge(name(object.type()), 1, Integer::sum);
        object
            .attachment()
            .finalizers()
            .forEach(finalizer -> byFinalizer.merge(finalizer, 1, Integer::sum));
      }
      return new Remains(byResource, byFinalizer);
    }

    /** {@code deployments.apps}; the core group has no name, but its dot. */
    private static String name(ResourceType type) {
      return type.plural() + "." + type.group();
    }

    boolean isEmpty() {
      return byResource.isEmpty();
    }
  }

  /** Whether nothing was left, so that the namespace could be let go. */
  private Mono<Boolean> empty(String namespace) {
    return content(namespace)
        .flatMap(
            objects ->
                Flux.fromIterable(objects)
                    .flatMap(this::delete, CONCURRENT_DELETES_MAX)
                    .then(objects.isEmpty() ? Mono.just(objects) : content(namespace)))
        .flatMap(
            left -> {
              Remains remains = Remains.of(left);
              return remains.isEmpty()
                  ? release(namespace).thenReturn(true)
                  : report(namespace, remains).thenReturn(false);
            });
  }

  /** All objects of the namespace, read with certainty: what is missed here would be orphaned. */
  private Mono<List<StoredObject>> content(String namespace) {
    List<ResourceType> types =
        registry.catalogue().all().stream()
            .filter(type -> type.namespaced() && type.stored() && type.supports("delete"))
            .filter(type -> type.sharedStorage() == null)
            .toList();
    return Flux.fromIterable(types)
        .concatMap(type -> registry.list(type, ListQuery.all(namespace)))
        .concatMapIterable(page -> page.objects())
        .collectList();
  }

  private Mono<Void> delete(StoredObject object) {
    if (object.attachment().isDeleting()) {
      return Mono.empty();
    }
    DeleteOptions options = DeleteOptions.BACKGROUND.withUid(object.attachment().uid());
    return registry
        .delete(object.type(), object.key(), options)
        .then()
        .onErrorResume(
            StatusException.class,
            failure ->
                failure.status().reason() == StatusReason.NOT_FOUND
                    ? Mono.empty()
                    : Mono.error(failure));
  }

  private Mono<Void> release(String namespace) {
    UpdateWish wish =
        UpdateWish.of(
            namespaces,
            new ObjectKey("", namespace),
            UpdateWish.Part.FINALIZE,
            current -> {
              List<String> kept = new ArrayList<>(current.texts("spec", "finalizers"));
              kept.remove(FINALIZER);
              return current.edit(editor -> editor.setTexts(kept, "spec", "finalizers"));
            });
    return registry.update(wish, WriteOptions.PLAIN).then();
  }

  /** CTRL-11; written when it changes, not on every try. */
  private Mono<Void> report(String namespace, Remains remains) {
    UpdateWish wish =
        UpdateWish.of(
            namespaces,
            new ObjectKey("", namespace),
            UpdateWish.Part.STATUS,
            current -> withConditions(current, remains));
    return registry.update(wish, WriteOptions.PLAIN).then();
  }

  /**
   * The same where something could not even be asked to go; that, too, may fail, and is tried
   * again.
   */
  private Mono<Void> reportFailure(String namespace, String why) {
    UpdateWish wish =
        UpdateWish.of(
            namespaces,
            new ObjectKey("", namespace),
            UpdateWish.Part.STATUS,
            current ->
                withConditions(
                    current,
                    Condition.CONTENT_FAILURE.problem(
                        "Failed to delete all resource types, 1 remaining: " + why)));
    return registry
        .update(wish, WriteOptions.PLAIN)
        .then()
        .onErrorResume(StatusException.class, _ -> Mono.empty());
  }

  private Manifest withConditions(Manifest namespace, Remains remains) {
    List<Condition.Found> problems = new ArrayList<>();
    problems.add(
        Condition.CONTENT_REMAINING.problem(
            "Some resources are remaining: "
                + counted(remains.byResource(), " has ", " resource instances")));
    if (!remains.byFinalizer().isEmpty()) {
      problems.add(
          Condition.FINALIZERS_REMAINING.problem(
              "Some content in the namespace has finalizers remaining: "
                  + counted(remains.byFinalizer(), " in ", " resource instances")));
    }
    return withConditions(namespace, problems.toArray(new Condition.Found[0]));
  }

  /** All five conditions, each with what was found or that all is well. */
  private Manifest withConditions(Manifest namespace, Condition.Found... problems) {
    List<Manifest> conditions = new ArrayList<>();
    for (Condition condition : Condition.values()) {
      Condition.Found found = condition.good();
      for (Condition.Found problem : problems) {
        found = problem.of() == condition ? problem : found;
      }
      conditions.add(condition(namespace, found));
    }
    return namespace.edit(editor -> editor.setItems(conditions, "status", "conditions"));
  }

  private static String counted(Map<String, Integer> counts, String between, String unit) {
    List<String> parts = new ArrayList<>();
    counts.forEach((name, count) -> parts.add(name + between + count + unit));
    return String.join(", ", parts);
  }

  /** As it was, time and all, where it says the same. */
  private Manifest condition(Manifest namespace, Condition.Found found) {
    for (Manifest former : namespace.items("status", "conditions")) {
      if (former.textOrEmpty("type").equals(found.of().type())
          && former.textOrEmpty("message").equals(found.message())) {
        return former;
      }
    }
    String now = Timestamp.ofEpochSecond(epochSeconds.getAsLong());
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText(found.of().type(), "type")
                    .setText(found.isProblem() ? "True" : "False", "status")
                    .setText(now, "lastTransitionTime")
                    .setText(found.reason(), "reason")
                    .setText(found.message(), "message"));
  }
}
