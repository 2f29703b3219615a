package io.binnacle.apiserver.subresource;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.selector.LabelSelector;
import io.binnacle.manifests.status.Details;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusCause;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Deletes a pod where no PodDisruptionBudget is against it (SUB-12 to SUB-17). */
public final class PodEviction implements PostedSubresource {
  private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
  private static final GroupVersionResource BUDGETS =
      new GroupVersionResource("policy", "v1", "poddisruptionbudgets");

  /** So many pods a budget may remember whose eviction nobody has confirmed. */
  private static final int UNCONFIRMED_MAX = 2_000;

  private static final int RETRY_SECONDS = 10;

  private final ResourceRegistry registry;
  private final LongSupplier epochSeconds;

  public PodEviction(ResourceRegistry registry, LongSupplier epochSeconds) {
    this.registry = registry;
    this.epochSeconds = epochSeconds;
  }

  @Override
  public Mono<Manifest> carryOut(Posted posted) {
    return registry
        .get(type(PODS), posted.key(), new Freshness.Linearizable())
        .flatMap(pod -> evict(pod.manifest(), posted))
        .thenReturn(PostedAnswers.success());
  }

  private Mono<?> evict(Manifest pod, Posted posted) {
    DeleteOptions options = optionsOf(posted, pod);
    if (isOutOfService(pod)) {
      return registry.delete(type(PODS), posted.key(), options);
    }
    return budgetsOf(pod)
        .flatMap(
            budgets ->
                switch (budgets.size()) {
                  case 0 -> Mono.just(pod);
                  case 1 -> take(budgets.getFirst(), pod, options.dryRun());
                  default ->
                      Mono.error(
                          new StatusException(
                              Status.internalError(
                                  "This pod has more than one PodDisruptionBudget, which the"
                                      + " eviction subresource does not support.")));
                })
        .then(Mono.defer(() -> registry.delete(type(PODS), posted.key(), options)));
  }

  /** The pod that was looked at, and no other that has taken its name. */
  private static DeleteOptions optionsOf(Posted posted, Manifest pod) {
    Manifest wished =
        Objects.requireNonNullElse(posted.sent().object("deleteOptions"), Manifest.empty());
    String uid = wished.textOrEmpty("preconditions", "uid");
    return new DeleteOptions(
        wished.integer("gracePeriodSeconds"),
        uid.isEmpty() ? pod.uid() : uid,
        wished.textOrEmpty("preconditions", "resourceVersion"),
        null,
        posted.options().dryRun() || wished.texts("dryRun").contains("All"));
  }

  /** SUB-14: it serves nobody, so nobody is disrupted. */
  private static boolean isOutOfService(Manifest pod) {
    return pod.has("metadata", "deletionTimestamp")
        || List.of("Succeeded", "Failed", "Pending").contains(pod.textOrEmpty("status", "phase"));
  }

  private Mono<List<Manifest>> budgetsOf(Manifest pod) {
    return registry
        .list(type(BUDGETS), ListQuery.all(pod.namespace()))
        .map(
            page -> {
              List<Manifest> matching = new ArrayList<>();
              page.objects()
                  .forEach(
                      budget -> {
                        Manifest manifest = budget.manifest();
                        Manifest selector = manifest.object("spec", "selector");
                        if (selector != null
                            && LabelSelector.ofObject(selector).matches(pod.labels())) {
                          matching.add(manifest);
                        }
                      });
              return matching;
            });
  }

  private Mono<?> take(Manifest budget, Manifest pod, boolean dryRun) {
    if (!isReady(pod) && isFreeOfCharge(budget)) {
      return Mono.just(pod);
    }
    UpdateWish wish =
        UpdateWish.of(
            type(BUDGETS),
            new ObjectKey(budget.namespace(), budget.name()),
            UpdateWish.Part.STATUS,
            current -> taken(current, pod.name()));
    return registry.update(wish, WriteOptions.PLAIN.withDryRun(dryRun));
  }

  private static boolean isReady(Manifest pod) {
    return pod.items("status", "conditions").stream()
        .anyMatch(
            condition ->
                condition.textOrEmpty("type").equals("Ready")
                    && condition.textOrEmpty("status").equals("True"));
  }

  /** SUB-17: what is not ready may go where enough others are, or where the budget says so. */
  private static boolean isFreeOfCharge(Manifest budget) {
    if (budget.textOrEmpty("spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")) {
      return true;
    }
    long desired = budget.integerOr(0, "status", "desiredHealthy");
    return desired > 0 && budget.integerOr(0, "status", "currentHealthy") >= desired;
  }

  private Manifest taken(Manifest budget, String podName) {
    if (budget.integerOr(0, "status", "observedGeneration")
        < budget.integerOr(0, "metadata", "generation")) {
      throw refused(
          "The disruption budget " + budget.name() + " is still being processed by the server.");
    }
    long allowed = budget.integerOr(0, "status", "disruptionsAllowed");
    if (budget.fieldNames("status", "disruptedPods").size() > UNCONFIRMED_MAX) {
      throw new StatusException(
          Status.forbidden(
              BUDGETS.groupResource(),
              budget.name(),
              "DisruptedPods map too big - too many evictions not confirmed by PDB controller"));
    }
    if (allowed <= 0) {
      throw refused(
          "The disruption budget %s needs %d healthy pods and has %d currently"
              .formatted(
                  budget.name(),
                  budget.integerOr(0, "status", "desiredHealthy"),
                  budget.integerOr(0, "status", "currentHealthy")));
    }
    String now = Timestamp.ofEpochSecond(epochSeconds.getAsLong());
    return budget.edit(
        editor ->
            editor
                .setInteger(allowed - 1, "status", "disruptionsAllowed")
                .setText(now, "status", "disruptedPods", podName));
  }

  /** SUB-15, SUB-16. */
  private static StatusException refused(String why) {
    boolean processing = why.endsWith("by the server.");
    Details causes = Details.ofCauses(List.of(new StatusCause("DisruptionBudget", why, "")));
    return new StatusException(
        Status.tooManyRequests(
                "Cannot evict pod as it would violate the pod's disruption budget.", 0)
            .withDetails(processing ? causes.withRetryAfterSeconds(RETRY_SECONDS) : causes));
  }

  private ResourceType type(GroupVersionResource resource) {
    @Nullable ResourceType type = registry.catalogue().find(resource);
    if (type == null) {
      throw new StatusException(Status.pathNotFound());
    }
    return type;
  }
}
