/**
 * Watches on their way to sockets: events as frames, under the socket's back-pressure, with
 * bookmarks and a deadline.
 *
 * <p>In: cursors over objects and what a client wishes; out: a {@code Flux} of chunks, each to be
 * flushed at once. Threads: each stream runs on one worker of the API's scheduler; the store only
 * wakes it. Must not know: verbs, how a request was authorized.
 */
@NullMarked
package io.binnacle.apiserver.stream;

import org.jspecify.annotations.NullMarked;
