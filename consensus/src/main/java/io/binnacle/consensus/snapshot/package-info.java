/**
 * Snapshots on disk, and on their way from one member to another.
 *
 * <p>In: the state as a stream, parts from a leader. Out: verified files, parts for a follower.
 * Threads: one, the snapshot worker's. Must not know: roles, what the content means.
 */
@NullMarked
package io.binnacle.consensus.snapshot;

import org.jspecify.annotations.NullMarked;
