/**
 * Was what clients saw possible on one copy of the data? A checker in the manner of Wing and Gong,
 * with Lowe's memory of what was tried, key by key.
 *
 * <p>In: a history of calls with the order of their beginnings and ends. Out: a verdict, and where
 * it is bad, the call that fits nowhere. Threads: a history may be written by any, the checker is
 * for one. Must not know: members, logs, HTTP.
 */
@NullMarked
package io.binnacle.consensus.linearizability;

import org.jspecify.annotations.NullMarked;
