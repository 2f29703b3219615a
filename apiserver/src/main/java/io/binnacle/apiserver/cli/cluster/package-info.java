/**
 * What a local cluster is: its folder, its members and their ports, its certificates.
 *
 * <p>In: a data directory. Out: paths, values of {@code cluster.json}, files under {@code pki}.
 * Threads: the caller's. Must not know: processes, the load balancer.
 */
@NullMarked
package io.binnacle.apiserver.cli.cluster;

import org.jspecify.annotations.NullMarked;
