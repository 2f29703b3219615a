/**
 * Simulates the consensus library alone, without the store and the API above it.
 *
 * <p>In: seeds. Out: lines of numbers. Threads: one for each core. Must not know: HTTP.
 */
@NullMarked
package io.binnacle.bench.consensus;

import org.jspecify.annotations.NullMarked;
