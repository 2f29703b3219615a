package io.binnacle.apiserver.cli.supervision;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up} was told.
 *
 * @param replicas null where the user did not say: three, or what the data directory holds
 * @param port of the load balancer; null where the user did not say: 6443, or what it was
 * @param heap of each replica, as -Xmx takes it; null for a share of the memory
 * @param restart whether a replica that dies is started again
 */
public record ClusterPlan(
    Path dataDirectory,
    @Nullable Integer replicas,
    @Nullable Integer port,
    @Nullable String heap,
    boolean restart) {}
