/**
 * Services: their shape, and the addresses and ports of which there is one each.
 *
 * <p>In: manifests with their defaults; out: manifests with what they claimed. Threads: any. Must
 * not know: the flows of the registry, HTTP.
 */
@NullMarked
package io.binnacle.apiserver.registry.service;

import org.jspecify.annotations.NullMarked;
