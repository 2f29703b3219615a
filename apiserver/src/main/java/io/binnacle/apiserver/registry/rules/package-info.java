/**
 * What holds of every object whoever writes it: decoding, defaults, metadata, deletion.
 *
 * <p>In: manifests; out: manifests, or a {@code StatusException}. Threads: any; pure. Must not
 * know: the store, the flows that call it.
 */
@NullMarked
package io.binnacle.apiserver.registry.rules;

import org.jspecify.annotations.NullMarked;
