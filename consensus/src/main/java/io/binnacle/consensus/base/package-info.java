/**
 * What all modules share: an immutable byte sequence, the text of an id, and the check for our own
 * promises.
 *
 * <p>In and out: values. Threads: any. Must not know: anything of consensus. Closed at a handful of
 * types.
 */
@NullMarked
package io.binnacle.consensus.base;

import org.jspecify.annotations.NullMarked;
