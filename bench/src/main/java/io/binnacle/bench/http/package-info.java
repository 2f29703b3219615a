/**
 * An HTTP client that costs as little as possible, because it shares the cores with what it
 * measures.
 *
 * <p>In: an address, an identity, calls. Out: status, pieces of bodies, ends. Threads: a line lives
 * on one event loop, all its listeners are called there. Must not know: Kubernetes, time.
 */
@NullMarked
package io.binnacle.bench.http;

import org.jspecify.annotations.NullMarked;
