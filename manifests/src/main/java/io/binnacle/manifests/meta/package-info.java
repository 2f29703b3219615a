/**
 * What every object carries and is written with: metadata, owners, quantities, times, names.
 *
 * <p>In and out: texts and small values. Threads: any. Must not know: which types exist, where
 * objects are kept, what time it is.
 */
@NullMarked
package io.binnacle.manifests.meta;

import org.jspecify.annotations.NullMarked;
