/**
 * Finds out who asks: by client certificate, by bearer token, or not at all.
 *
 * <p>In: a request. Out: an {@link io.binnacle.apiserver.authentication.AuthenticationOutcome}.
 * Threads: event loops; nothing blocks, files are read at start. Must not know: what the user may
 * do.
 */
@NullMarked
package io.binnacle.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
