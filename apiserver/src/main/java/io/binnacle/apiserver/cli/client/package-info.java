/**
 * Asks one replica on this machine over TLS: is it ready, what does it say of itself.
 *
 * <p>In: a port, a path. Out: a status code and a body, or an {@link java.io.IOException}. Threads:
 * the caller's, which waits; every wait is bounded. Must not know: what the answers mean.
 */
@NullMarked
package io.binnacle.apiserver.cli.client;

import org.jspecify.annotations.NullMarked;
