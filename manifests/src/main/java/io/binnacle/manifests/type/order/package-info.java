/**
 * In which order groups and versions are listed, which is how clients choose between them.
 *
 * <p>In: names of groups and versions. Out: comparators. Threads: any. Must not know: types.
 */
@NullMarked
package io.binnacle.manifests.type.order;

import org.jspecify.annotations.NullMarked;
