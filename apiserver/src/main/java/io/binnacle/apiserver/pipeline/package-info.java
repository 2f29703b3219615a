/**
 * The way of every request, as one ordered list of small stages that ends in a dispatch.
 *
 * <p>In: an {@link io.binnacle.apiserver.request.ApiRequest}. Out: exactly one {@link
 * io.binnacle.apiserver.reply.ApiReply}, whatever goes wrong on the way. Threads: event loops;
 * nothing blocks. Must not know: the HTTP server, how a verb is carried out, Spring.
 */
@NullMarked
package io.binnacle.apiserver.pipeline;

import org.jspecify.annotations.NullMarked;
