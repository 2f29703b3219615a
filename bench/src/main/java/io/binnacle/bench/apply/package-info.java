/**
 * What server-side apply costs, without a server around it.
 *
 * <p>In: a number of rounds. Out: a table of processor time. Threads: the one that measures. Must
 * not know: HTTP, storage, consensus.
 */
@NullMarked
package io.binnacle.bench.apply;

import org.jspecify.annotations.NullMarked;
