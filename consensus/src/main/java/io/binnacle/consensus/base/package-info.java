/**
 * What all modules share: an immutable byte sequence and the check for our own promises.
 *
 * <p>In and out: values. Threads: any. Must not know: anything of consensus. Closed at a handful of
 * types.
 */
@NullMarked
package io.binnacle.consensus.base;

import org.jspecify.annotations.NullMarked;
