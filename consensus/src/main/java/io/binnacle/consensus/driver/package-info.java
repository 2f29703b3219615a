/**
 * Brings the pure core to life: one thread owns it and carries its effects out in order, others
 * write the log, apply what is committed and move snapshots.
 *
 * <p>In: commands and reads of clients, messages of members. Out: exactly one outcome each, calls
 * of the state machine. Threads: the driver's, the apply loop's, the log's writer and supply, the
 * snapshot's taker and transfers; each owns its own state, and only immutable values cross. Must
 * not know: what a command means.
 */
@NullMarked
package io.binnacle.consensus.driver;

import org.jspecify.annotations.NullMarked;
