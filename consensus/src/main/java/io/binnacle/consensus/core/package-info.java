/**
 * Raft as a function: {@link io.binnacle.consensus.core.RaftCore#step} takes what happened and
 * returns what is to be done, in order. Pure.
 *
 * <p>In: {@link io.binnacle.consensus.core.Input}. Out: lists of {@link
 * io.binnacle.consensus.core.Effect}. Threads: of the driver's turns, one at a time. Must not know:
 * clocks, sockets, files, loggers, unseeded chance.
 */
@NullMarked
package io.binnacle.consensus.core;

import org.jspecify.annotations.NullMarked;
