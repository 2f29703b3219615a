/**
 * Which replica runs the controllers: whoever holds a Lease object.
 *
 * <p>In: the registry, the replica's name; out: whether it leads. Threads: the caller's. Must not
 * know: what the leader does.
 */
@NullMarked
package io.binnacle.apiserver.controller.election;

import org.jspecify.annotations.NullMarked;
