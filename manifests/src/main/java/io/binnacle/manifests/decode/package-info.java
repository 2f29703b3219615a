/**
 * JSON bytes to a tree, and what every reader of documents needs: limits, duplicates, numbers.
 *
 * <p>In: bytes and limits. Out: nodes that nobody changes any more, or a MalformedTreeException.
 * One reader is used once, by one thread. Must not know: Kubernetes' types. Only rooms of this
 * module may come in.
 */
@NullMarked
package io.binnacle.manifests.decode;

import org.jspecify.annotations.NullMarked;
