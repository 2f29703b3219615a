/**
 * The state: keys to versions in an immutable sorted tree, and the events of the retained
 * revisions. Pure.
 *
 * <p>In: writes, in the order of the log. Out: outcomes, and roots that never change. Threads: one
 * applies; any may read a root. Must not know: how commands are written down, the log, watchers,
 * files.
 */
@NullMarked
package io.binnacle.store.mvcc;

import org.jspecify.annotations.NullMarked;
