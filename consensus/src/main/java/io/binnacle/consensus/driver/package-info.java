/**
 * Brings the pure core to life: it is stepped in turns, one at a time, which carry its effects out
 * in order; threads beside that write the log, apply what is committed and move snapshots.
 *
 * <p>In: commands and reads of clients, messages of members. Out: exactly one outcome each, calls
 * of the state machine. Threads: the driver's, the apply loop's, the log's writer and supply, the
 * snapshot's taker and transfers; each owns its own state, and only immutable values cross. The
 * driver's state has a lock instead of a thread: the log's writer takes a turn of the driver after
 * a sync, unless the driver's thread has one. Must not know: what a command means.
 */
@NullMarked
package io.binnacle.consensus.driver;

import org.jspecify.annotations.NullMarked;
