/**
 * One test for each sentence of figure 2 of the Raft paper (extended version).
 *
 * <p>In: inputs for one core. Out: its effects. Threads: one. Must not know: other members.
 */
@NullMarked
package io.binnacle.consensus.paper;

import org.jspecify.annotations.NullMarked;
