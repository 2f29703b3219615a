/**
 * The strategies of built-in types, and the kinds that are answered instead of stored.
 *
 * <p>In: manifests with their defaults; out: manifests, errors, claims on addresses and ports.
 * Threads: any. Must not know: the flows of the registry, HTTP.
 */
@NullMarked
package io.binnacle.apiserver.registry.builtin;

import org.jspecify.annotations.NullMarked;
