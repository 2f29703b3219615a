/**
 * What a core is told at its start: its id, its seed, its times in ticks and its limits.
 *
 * <p>In: {@link io.binnacle.consensus.ConsensusConfig}. Out: {@link
 * io.binnacle.consensus.tuning.CoreConfig}. Must not know: the core.
 */
@NullMarked
package io.binnacle.consensus.tuning;

import org.jspecify.annotations.NullMarked;
