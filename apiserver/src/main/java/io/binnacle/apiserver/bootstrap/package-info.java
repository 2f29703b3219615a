/**
 * The objects that every cluster has: namespaces, and the Service by which programs inside find the
 * API.
 *
 * <p>In: the registry, the address of the server. Out: objects, made once whoever makes them first.
 * Threads: timers and the store's; nothing blocks. Must not know: HTTP, Spring.
 */
@NullMarked
package io.binnacle.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
