/**
 * The state as a stream of bytes: what a member writes in the background, sends to others and reads
 * at its start.
 *
 * <p>In: a root and a sink, or a source. Out: bytes, or a root. Threads: any, one a stream. Must
 * not know: files, where the stream goes, the log.
 */
@NullMarked
package io.binnacle.store.checkpoint;

import org.jspecify.annotations.NullMarked;
