/**
 * What a client gets, as values, and the one place that chooses HTTP status codes.
 *
 * <p>In: statuses, objects as bytes and streams of them; out: {@link
 * io.binnacle.apiserver.reply.ApiReply}. Threads: any. Must not know: the HTTP server, the store.
 */
@NullMarked
package io.binnacle.apiserver.reply;

import org.jspecify.annotations.NullMarked;
