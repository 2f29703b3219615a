/**
 * Bugs that are put into the real code on purpose, so that the simulation is known to be able to
 * fail. The compiled classes are changed as they are loaded; the product has no switch for it.
 *
 * <p>In: a mutant of the catalogue. Out: the seed and the promise it broke. Threads: one for each
 * mutant. Must not know: how the simulation works inside.
 */
@NullMarked
package io.binnacle.consensus.mutation;

import org.jspecify.annotations.NullMarked;
