/**
 * The loops by which objects are created, changed and deleted.
 *
 * <p>In: wishes; out: what became of them, as {@code Mono}. Threads: any; nothing is kept between
 * calls. Must not know: HTTP, single types.
 */
@NullMarked
package io.binnacle.apiserver.registry.flow;

import org.jspecify.annotations.NullMarked;
