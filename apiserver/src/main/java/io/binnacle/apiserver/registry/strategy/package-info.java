/**
 * The seam between the registry and what single types do beyond their data.
 *
 * <p>In: manifests before they are written; out: manifests, errors, claims. Threads: any. Must not
 * know: the flows of the registry that call it.
 */
@NullMarked
package io.binnacle.apiserver.registry.strategy;

import org.jspecify.annotations.NullMarked;
