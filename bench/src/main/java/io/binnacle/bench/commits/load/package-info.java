/**
 * A load, those who make it, and what came of it.
 *
 * <p>In: what is put, and where. Out: times and errors. Threads: the proposers. Must not know: who
 * takes it.
 */
@NullMarked
package io.binnacle.bench.commits.load;

import org.jspecify.annotations.NullMarked;
