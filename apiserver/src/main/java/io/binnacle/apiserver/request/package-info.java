/**
 * What a client asked for, as values: method, path, query, headers, body and the Kubernetes reading
 * of the path.
 *
 * <p>In: the parts of an HTTP request, from whatever server received it; out: {@link
 * io.binnacle.apiserver.request.ApiRequest} and {@link io.binnacle.apiserver.request.RequestInfo}.
 * Threads: any, everything is immutable. Must not know: the HTTP server, the registry, who the user
 * is.
 */
@NullMarked
package io.binnacle.apiserver.request;

import org.jspecify.annotations.NullMarked;
