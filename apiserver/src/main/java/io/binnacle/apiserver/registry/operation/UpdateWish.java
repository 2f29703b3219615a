package io.binnacle.apiserver.registry.operation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.type.ResourceType;
import java.util.function.UnaryOperator;

/**
 * An update that may have to be made several times, because others write too.
 *
 * @param change makes the wanted object of the current one, which has its resourceVersion; a
 *     resourceVersion or uid in the result is a precondition. Throws a StatusException where it
 *     cannot.
 * @param createIfAbsent whether the change, applied to an empty object, may create it
 */
public record UpdateWish(
    ResourceType type,
    ObjectKey key,
    Part part,
    Origin origin,
    UnaryOperator<Manifest> change,
    boolean createIfAbsent) {
  /** Which part of an object an update may change. */
  public enum Part {
    /** All but the status, where the type keeps that apart. */
    MAIN(""),
    STATUS("status"),
    /** Only the conditions in the status of a CertificateSigningRequest (SUB-50). */
    APPROVAL("approval"),
    /** Only spec.finalizers of a Namespace (SUB-21). */
    FINALIZE("finalize"),
    /** The node of a Pod, its conditions and annotations (SUB-10). */
    BINDING("binding"),
    /** Only spec.ephemeralContainers of a Pod (SUB-40). */
    EPHEMERAL_CONTAINERS("ephemeralcontainers"),
    /** Only what the containers of a Pod request and may use (SUB-41). */
    RESIZE("resize");

    private final String subresource;

    Part(String subresource) {
      this.subresource = subresource;
    }

    /** As it stands in the URL; empty for the object itself. */
    public String subresource() {
      return subresource;
    }
  }

  /** Where the wanted object comes from. */
  public enum Origin {
    /** The client sent all of it: without a resourceVersion it overwrites, if the type allows. */
    WHOLE,
    /** It was made of the current object: a patch, or a change inside the server. */
    DERIVED
  }

  /** A change by this process. */
  public static UpdateWish of(
      ResourceType type, ObjectKey key, Part part, UnaryOperator<Manifest> change) {
    return new UpdateWish(type, key, part, Origin.DERIVED, change, false);
  }
}
