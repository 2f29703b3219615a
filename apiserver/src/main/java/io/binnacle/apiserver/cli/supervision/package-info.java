/**
 * The supervisor of a local cluster: starts its replicas, watches over them, carries the load
 * balancer.
 *
 * <p>In: what {@code up} was told. Out: running replicas behind one port, progress lines. Threads:
 * the main thread starts and restarts processes; one virtual thread per replica asks for its
 * health. Must not know: options of command lines, how a replica works inside.
 */
@NullMarked
package io.binnacle.apiserver.cli.supervision;

import org.jspecify.annotations.NullMarked;
