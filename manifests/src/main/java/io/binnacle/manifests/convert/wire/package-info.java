/**
 * Kubernetes' protobuf to a tree, for request bodies of clients that send nothing else. The only
 * room that knows protobuf.
 *
 * <p>In: bytes and limits, and the table of messages that the build made. Out: a tree that nobody
 * changes any more, or a MalformedTreeException. Threads: any, a reader is used once. Must not
 * know: resources, defaults, HTTP; it never writes protobuf.
 */
@NullMarked
package io.binnacle.manifests.convert.wire;

import org.jspecify.annotations.NullMarked;
