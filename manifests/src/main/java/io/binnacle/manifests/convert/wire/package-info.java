/**
 * Kubernetes' protobuf to a tree and back, for clients that send nothing else or prefer it. The
 * only room that knows protobuf.
 *
 * <p>In: bytes and limits, or a tree, and the table of messages that the build made. Out: a tree
 * that nobody changes any more, or a MalformedTreeException, or bytes. Threads: any, a reader and a
 * writer are used once. Must not know: resources, defaults, HTTP.
 */
@NullMarked
package io.binnacle.manifests.convert.wire;

import org.jspecify.annotations.NullMarked;
