/**
 * The load balancer of {@code binnacle up}: forwards TCP connections on one machine to replicas
 * that are ready, for use where no real one stands.
 *
 * <p>In: connections on one port, verdicts about backends. Out: the same bytes on a connection to a
 * backend. Threads: one thread owns the selector and all connections; verdicts may come from any.
 * Must not know: TLS, HTTP, Kubernetes, who probes the backends.
 */
@NullMarked
package io.binnacle.apiserver.cli.balancer;

import org.jspecify.annotations.NullMarked;
