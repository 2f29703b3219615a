/**
 * Watchers of ranges: cursors over the events that the state retains, and who has to be woken when
 * events arrive. No events are queued here, only their numbers, once for each watched range.
 *
 * <p>In: roots as they are published, ranges. Out: cursors, wake-ups. Threads: the applying thread
 * publishes, one thread of the store wakes, each cursor is polled by its owner. Must not know: how
 * the state is replicated, sockets, filters on values.
 */
@NullMarked
package io.binnacle.store.watch;

import org.jspecify.annotations.NullMarked;
