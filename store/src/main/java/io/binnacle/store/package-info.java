/**
 * The door of the store: a multi-version key-value store with revisions, ranges at a revision, and
 * watches.
 *
 * <p>In: {@link io.binnacle.store.Write}s, ranges, revisions. Out: outcomes, views, watch cursors.
 * Threads: any. Must not know: manifests, HTTP, Reactor.
 */
@NullMarked
package io.binnacle.store;

import org.jspecify.annotations.NullMarked;
