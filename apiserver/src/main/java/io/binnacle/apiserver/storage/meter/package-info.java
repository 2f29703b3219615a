/**
 * The seam between the storage of objects and whoever counts what is asked of the store.
 *
 * <p>In: what is asked, and how it ended. Out: nothing. Threads: those of requests and of the
 * store. Must not know: where the numbers go, what a store is.
 */
@NullMarked
package io.binnacle.apiserver.storage.meter;

import org.jspecify.annotations.NullMarked;
