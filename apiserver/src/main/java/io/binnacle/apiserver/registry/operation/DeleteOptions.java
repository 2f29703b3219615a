package io.binnacle.apiserver.registry.operation;

import io.binnacle.apiserver.registry.strategy.Propagation;
import org.jspecify.annotations.Nullable;

/**
 * How something is deleted (DEL-01).
 *
 * @param gracePeriodSeconds null where the client does not say
 * @param uid empty, or the uid the object must have
 * @param resourceVersion empty, or the resourceVersion the object must have
 * @param propagation null where the client does not say
 */
public record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    String uid,
    String resourceVersion,
    @Nullable Propagation propagation,
    boolean dryRun) {
  public static final DeleteOptions BACKGROUND =
      new DeleteOptions(null, "", "", Propagation.BACKGROUND, false);

  public DeleteOptions withUid(String wantedUid) {
    return new DeleteOptions(gracePeriodSeconds, wantedUid, resourceVersion, propagation, dryRun);
  }

  public DeleteOptions withResourceVersion(String wanted) {
    return new DeleteOptions(gracePeriodSeconds, uid, wanted, propagation, dryRun);
  }

  public DeleteOptions withPropagation(Propagation wanted) {
    return new DeleteOptions(gracePeriodSeconds, uid, resourceVersion, wanted, dryRun);
  }
}
