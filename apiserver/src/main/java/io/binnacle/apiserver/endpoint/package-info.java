/**
 * One handler for each verb on resources: reads options and body, calls the registry, writes the
 * reply in the form that was asked for.
 *
 * <p>In: requests that are authorized; out: replies as {@code Mono}. Threads: any; nothing blocks.
 * Must not know: the HTTP server, how users are authenticated, rules of single types.
 */
@NullMarked
package io.binnacle.apiserver.endpoint;

import org.jspecify.annotations.NullMarked;
