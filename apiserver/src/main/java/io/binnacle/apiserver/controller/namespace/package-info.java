/**
 * Empties namespaces that are being deleted, then lets them go.
 *
 * <p>In: namespaces, all namespaced types; out: deletes, conditions, the finalize call. Threads:
 * the caller's. Must not know: HTTP, which replica leads.
 */
@NullMarked
package io.binnacle.apiserver.controller.namespace;

import org.jspecify.annotations.NullMarked;
