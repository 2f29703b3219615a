/**
 * Lists: which state is read, where a page begins and ends, and the token for the next one.
 *
 * <p>In: parameters of a list and views of the store; out: pages of stored objects. Threads: any.
 * Must not know: HTTP, how a page is written.
 */
@NullMarked
package io.binnacle.apiserver.registry.listing;

import org.jspecify.annotations.NullMarked;
