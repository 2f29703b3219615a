/**
 * When a member campaigns. Pure.
 *
 * <p>In: ticks. Out: whether it is time. Threads: of the driver's turns. Must not know: clocks,
 * roles, messages.
 */
@NullMarked
package io.binnacle.consensus.election;

import org.jspecify.annotations.NullMarked;
