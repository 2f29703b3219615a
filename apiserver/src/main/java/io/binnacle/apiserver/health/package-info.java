/**
 * What the server says about its own condition: health checks, version, status.
 *
 * <p>In: checks as functions, the store's status. Out: replies for /healthz, /livez, /readyz,
 * /version and the status document. Threads: event loops; nothing blocks. Must not know: how the
 * store works, Spring.
 */
@NullMarked
package io.binnacle.apiserver.health;

import org.jspecify.annotations.NullMarked;
