package io.binnacle.manifests.meta;

/** Who owns an object: it goes when its owners are gone. Absent texts are empty. */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {}
