/**
 * Measures and simulates the consensus library alone, without the store and the API above it.
 *
 * <p>In: a directory on the disk to measure. Out: lines of numbers. Threads: its own proposers.
 * Must not know: HTTP.
 */
@NullMarked
package io.binnacle.bench.consensus;

import org.jspecify.annotations.NullMarked;
