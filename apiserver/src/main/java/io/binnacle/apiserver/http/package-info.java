/**
 * Between sockets and the pipeline: TLS, limits of the protocol, requests and replies as Netty has
 * them.
 *
 * <p>In: HTTP/1.1 and HTTP/2 over TLS. Out: {@link io.binnacle.apiserver.request.ApiRequest}s, and
 * bytes of replies at the pace of the client. Threads: event loops; nothing blocks. Must not know:
 * Kubernetes, the store, Spring.
 */
@NullMarked
package io.binnacle.apiserver.http;

import org.jspecify.annotations.NullMarked;
