/**
 * Looks for damage of what is on disk before it is needed (WAL-29).
 *
 * <p>In: the files of the log and the snapshots. Out: a member that stops, or a snapshot set aside.
 * Threads: one of its own. Must not know: the core.
 */
@NullMarked
package io.binnacle.consensus.scrub;

import org.jspecify.annotations.NullMarked;
