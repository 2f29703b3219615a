/**
 * What server-side apply costs, without a server around it.
 *
 * <p>In: how long to measure. Out: a table of times. Threads: those of JMH. Must not know: HTTP,
 * storage, consensus.
 */
@NullMarked
package io.binnacle.bench.apply;

import org.jspecify.annotations.NullMarked;
