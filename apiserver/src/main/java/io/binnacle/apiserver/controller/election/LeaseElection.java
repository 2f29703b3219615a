package io.binnacle.apiserver.controller.election;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.Revision;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Holds a Lease object, as leader election of Kubernetes does. Clocks of replicas are not compared:
 * a lease has run out when it has not changed for its duration on our own clock. It is free at once
 * where its holder is known to be gone: then a handover takes no longer than the loss takes to be
 * noticed. Used by one thread.
 *
 * <p>Reads are of the local state, which may lag: a write names the version that was read, so an
 * old one only loses.
 */
public final class LeaseElection {
  private static final GroupVersionResource LEASES =
      new GroupVersionResource("coordination.k8s.io", "v1", "leases");
  private static final ObjectKey KEY = new ObjectKey("kube-system", "binnacle-controllers");

  /** Long enough for a failover of the store, short enough that nobody notices the handover. */
  private static final Duration DURATION = Duration.ofSeconds(5);

  /** So that two renewals may fail. */
  private static final Duration RENEWAL = Duration.ofMillis(1_500);

  private final ResourceRegistry registry;
  private final String identity;
  private final Predicate<String> isGone;

  private String observedVersion = "";
  private long observedNanos;
  private long heldUntilNanos;
  private long renewAtNanos;
  private boolean holds;

  /**
   * @param identity of this replica, different from all others
   * @param isGone whether nothing that the holder of this identity writes can reach the store
   */
  public LeaseElection(ResourceRegistry registry, String identity, Predicate<String> isGone) {
    this.registry = registry;
    this.identity = identity;
    this.isGone = isGone;
  }

  /**
   * Whether this replica may act now.
   *
   * @param nowNanos a monotonic clock
   * @param epochMicros the time for people to read
   */
  public boolean isLeader(long nowNanos, long epochMicros) {
    if (holds && nowNanos - renewAtNanos < 0) {
      return true;
    }
    try {
      holds = campaign(nowNanos, epochMicros);
    } catch (StatusException | IllegalStateException failed) {
      // Refused, or not answered in time. Whoever cannot renew may go on until others may take
      // over, and no longer.
      holds = holds && nowNanos - heldUntilNanos < 0;
    }
    return holds;
  }

  private boolean campaign(long nowNanos, long epochMicros) {
    ResourceType leases = registry.catalogue().find(LEASES);
    if (leases == null) {
      return false;
    }
    Manifest current = read(leases);
    if (current == null) {
      create(leases, epochMicros);
      return won(nowNanos);
    }
    String version = current.resourceVersion();
    if (!version.equals(observedVersion)) {
      observedVersion = version;
      observedNanos = nowNanos;
    }
    String holder = current.textOrEmpty("spec", "holderIdentity");
    boolean ours = holder.equals(identity);
    boolean free =
        holder.isEmpty() || nowNanos - observedNanos > DURATION.toNanos() || isGone.test(holder);
    if (!ours && !free) {
      return false;
    }
    write(leases, current, epochMicros, ours);
    return won(nowNanos);
  }

  private boolean won(long nowNanos) {
    heldUntilNanos = nowNanos + DURATION.minus(RENEWAL).toNanos();
    renewAtNanos = nowNanos + RENEWAL.toNanos();
    return true;
  }

  private @Nullable Manifest read(ResourceType leases) {
    return registry
        .get(leases, KEY, new Freshness.AtLeast(Revision.NONE))
        .map(found -> found.manifest())
        .onErrorResume(
            StatusException.class,
            failure ->
                failure.status().reason() == StatusReason.NOT_FOUND
                    ? Mono.empty()
                    : Mono.error(failure))
        .block(DURATION);
  }

  private void create(ResourceType leases, long epochMicros) {
    Manifest lease =
        held(
            Manifest.empty()
                .edit(
                    editor ->
                        editor
                            .setText(leases.apiVersion(), "apiVersion")
                            .setText(leases.kind(), "kind")
                            .setText(KEY.name(), "metadata", "name")),
            epochMicros,
            false);
    registry.create(leases, KEY.namespace(), lease, WriteOptions.PLAIN).block(DURATION);
  }

  private void write(ResourceType leases, Manifest current, long epochMicros, boolean ours) {
    // The resourceVersion in the new object makes it a compare-and-put.
    Manifest next = held(current, epochMicros, ours);
    registry
        .update(UpdateWish.of(leases, KEY, UpdateWish.Part.MAIN, _ -> next), WriteOptions.PLAIN)
        .block(DURATION);
  }

  private Manifest held(Manifest lease, long epochMicros, boolean ours) {
    String now = Timestamp.ofEpochMicrosecond(epochMicros);
    long transitions = lease.integerOr(-1, "spec", "leaseTransitions");
    return lease.edit(
        editor -> {
          editor.setText(identity, "spec", "holderIdentity");
          editor.setInteger(DURATION.toSeconds(), "spec", "leaseDurationSeconds");
          editor.setText(now, "spec", "renewTime");
          if (!ours) {
            editor.setText(now, "spec", "acquireTime");
            editor.setInteger(transitions + 1, "spec", "leaseTransitions");
          }
        });
  }

  /** Lets others take over at once. Does nothing where the lease is not ours. */
  public void resign() {
    ResourceType leases = registry.catalogue().find(LEASES);
    if (!holds || leases == null) {
      return;
    }
    holds = false;
    try {
      registry
          .update(
              UpdateWish.of(leases, KEY, UpdateWish.Part.MAIN, this::released), WriteOptions.PLAIN)
          .block(Duration.ofSeconds(1));
    } catch (StatusException | IllegalStateException tooLate) {
      // It runs out by itself.
      observedVersion = "";
    }
  }

  private Manifest released(Manifest lease) {
    if (!lease.textOrEmpty("spec", "holderIdentity").equals(identity)) {
      throw new StatusException(Status.conflict(LEASES.groupResource(), KEY.name()));
    }
    return lease.edit(editor -> editor.remove("spec", "holderIdentity"));
  }
}
