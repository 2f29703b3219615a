/**
 * Who is enough: majorities of one or two sets of voters. Pure.
 *
 * <p>In: acknowledged indexes and votes. Out: what a quorum agrees on. Threads: any, values only,
 * but for {@link io.binnacle.consensus.quorum.VoteTally}, which is the driver's. Must not know:
 * messages, logs.
 */
@NullMarked
package io.binnacle.consensus.quorum;

import org.jspecify.annotations.NullMarked;
