/**
 * Measurements of Kubernetes API servers: load, watch fan-out, failover, memory.
 *
 * <p>In: a server's address and an identity. Out: rows of a table. Threads: Netty's event loops
 * send and record, the main thread starts and waits. Must not know: whose server it is.
 */
@NullMarked
package io.binnacle.bench;

import org.jspecify.annotations.NullMarked;
