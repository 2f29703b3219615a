package io.binnacle.manifests.meta;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metadata of an object as values; absent texts are empty. */
public record ObjectMeta(
    String name,
    String generateName,
    String namespace,
    String uid,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<String> finalizers,
    List<OwnerReference> ownerReferences,
    String creationTimestamp,
    String deletionTimestamp,
    @Nullable Long deletionGracePeriodSeconds,
    long generation) {}
