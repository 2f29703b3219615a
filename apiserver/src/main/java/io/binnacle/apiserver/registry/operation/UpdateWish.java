package io.binnacle.apiserver.registry.operation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.type.ResourceType;
import java.util.function.UnaryOperator;

/** An update that may have to be made several times, because others write too. */
public record UpdateWish(ResourceType type, ObjectKey key, Part part, Change change) {
  /** Which part of an object an update may change. */
  public enum Part {
    /** All but the status, where the type keeps that apart. */
    MAIN(""),
    /** Only the replicas, and so the main part; who does it owns them as a scaler (SSA-19). */
    SCALE("scale"),
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

  /** How the wanted object comes about. Its resourceVersion and uid are preconditions. */
  public sealed interface Change {
    /**
     * The client sent all of it: without a resourceVersion it overwrites, if the type allows.
     *
     * @param creation what to do where there is no such object
     */
    record Whole(Manifest object, Creation creation) implements Change {}

    /**
     * It is made of the current object, which has its resourceVersion: a patch, or a change inside
     * the server. Throws a StatusException where it cannot.
     */
    record Derived(UnaryOperator<Manifest> of) implements Change {}

    /**
     * The client sent what it wants to own (SSA-01).
     *
     * @param force takes fields away from others
     */
    record Applied(Manifest object, boolean force, Creation creation) implements Change {}
  }

  /** Whether an update may create an object that is absent. */
  public sealed interface Creation {
    /** No: that is a 404. */
    record Never() implements Creation {}

    /**
     * @param check throws a StatusException for a client that may not create (CRUD-41, SSA-03)
     */
    record Allowed(Runnable check) implements Creation {}
  }

  /** A change of the current object. */
  public static UpdateWish of(
      ResourceType type, ObjectKey key, Part part, UnaryOperator<Manifest> change) {
    return new UpdateWish(type, key, part, new Change.Derived(change));
  }
}
