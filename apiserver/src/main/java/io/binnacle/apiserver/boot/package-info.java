/**
 * Starts and stops one server: options, data directory, certificates, listeners, and the wiring of
 * every other room.
 *
 * <p>In: {@link io.binnacle.apiserver.boot.ServerOptions}. Out: a {@link
 * io.binnacle.apiserver.boot.RunningServer}. Threads: the caller's for start and stop; the event
 * loops and the store's own threads in between. Must not know: what a request means. The only room
 * that knows Spring.
 */
@NullMarked
package io.binnacle.apiserver.boot;

import org.jspecify.annotations.NullMarked;
