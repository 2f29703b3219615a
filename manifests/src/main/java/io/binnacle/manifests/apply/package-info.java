/**
 * Server-side apply and the owners of fields (SSA-01 to SSA-45; KEP-555): what a write does to
 * {@code metadata.managedFields}, and an applied object laid over a live one, with conflicts.
 *
 * <p>In: the object as it is and as it should be, or as it was applied, and its owners. Out: the
 * object, its owners, or a StatusException for the client. Threads: any. Must not know: storage,
 * clocks (the time of a write is passed in), HTTP.
 */
@NullMarked
package io.binnacle.manifests.apply;

import org.jspecify.annotations.NullMarked;
