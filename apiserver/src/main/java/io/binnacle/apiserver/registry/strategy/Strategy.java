package io.binnacle.apiserver.registry.strategy;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules.NameRule;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What data cannot say about a type. The manifests it sees have their defaults; each method may be
 * called several times for one request, because a write that loses a race starts again.
 */
public interface Strategy {
  /** For types that data describes completely. */
  Strategy PLAIN = new Strategy() {};

  /**
   * The rules for updates through a subresource, where they differ from those of the object itself.
   *
   * @param subresource as in the URL, empty for the object itself
   */
  default Strategy through(String subresource) {
    return this;
  }

  default NameRule nameRule() {
    return NameRule.DNS_SUBDOMAIN;
  }

  default Manifest prepareForCreate(Manifest object) {
    return object;
  }

  /** The new object has the old one's status, or for its status subresource all but the status. */
  default Manifest prepareForUpdate(Manifest updated, Manifest old) {
    return updated;
  }

  /**
   * @param old null on create
   */
  default List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    return List.of();
  }

  /** What whoever creates the object has to be told though it is valid (CRUD-07). */
  default List<String> warnings(Manifest object) {
    return List.of();
  }

  /**
   * Takes what the object needs and may not share, such as an address, right before it is written.
   * On a dry run nothing may stay taken.
   *
   * @param old null on create
   * @return the object with what it got, or a StatusException
   */
  default Mono<Manifest> claim(Manifest object, @Nullable Manifest old, boolean dryRun) {
    return Mono.just(object);
  }

  /**
   * Gives back what one object has claimed and the other does not use: after an update the old and
   * the new one, after a write that failed the failed and the old one, after a delete the last one.
   *
   * @param stillThere null where no object is left
   */
  default Mono<Void> release(Manifest former, @Nullable Manifest stillThere) {
    return Mono.empty();
  }

  /** Whether a client may bring the status along when it creates the object (CRUD-21). */
  default boolean keepsStatusOnCreate() {
    return false;
  }

  /** Throws a StatusException where an object may not be deleted at all. */
  default void checkDelete(Manifest object) {}

  /** What the object looks like once its deletion has begun. */
  default Manifest markDeleting(Manifest object) {
    return object;
  }

  /** Whether something beside metadata.finalizers keeps an object that is to be deleted. */
  default boolean isHeldBack(Manifest object) {
    return false;
  }

  /**
   * How long an object is kept after its deletion was asked for (DEL-06).
   *
   * @param wished null where the client does not say
   */
  default long gracePeriodSeconds(Manifest object, @Nullable Long wished) {
    return 0;
  }

  default Propagation defaultPropagation() {
    return Propagation.BACKGROUND;
  }

  /** Whether a delete that is complete answers with the object instead of a Status (DEL-02). */
  default boolean answersDeleteWithObject() {
    return false;
  }
}
