/**
 * Loops that tend objects as any client would: they run on the one replica that holds a Lease.
 *
 * <p>In: the registry; out: objects deleted, finalizers removed. Threads: one of its own, which may
 * block; nobody waits for it. Must not know: HTTP, endpoints, the store.
 */
@NullMarked
package io.binnacle.apiserver.controller;

import org.jspecify.annotations.NullMarked;
