/**
 * Who owns the fields of stored objects: joins the pure rules of manifests.apply with the types
 * that are served, the clock and the options of a request.
 *
 * <p>In: objects on their way into the store, as they were and as they will be. Out: the same with
 * their managedFields. Threads: any. Must not know: HTTP, storage.
 */
@NullMarked
package io.binnacle.apiserver.registry.ownership;

import org.jspecify.annotations.NullMarked;
