/**
 * What a member counts about itself, without a library for it: whoever exports metrics reads the
 * values.
 *
 * <p>In: counts, from one thread each. Out: values, to any. Threads: none of its own. Must not
 * know: names and formats of metrics.
 */
@NullMarked
package io.binnacle.consensus.metrics;

import org.jspecify.annotations.NullMarked;
