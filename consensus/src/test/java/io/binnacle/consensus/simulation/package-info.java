/**
 * Whole clusters on a simulated clock, network and disk, all driven by one seed.
 *
 * <p>In: a seed. Out: nothing, or a failure that names the seed. Threads: one. Must not know: real
 * time, files, sockets.
 */
@NullMarked
package io.binnacle.consensus.simulation;

import org.jspecify.annotations.NullMarked;
