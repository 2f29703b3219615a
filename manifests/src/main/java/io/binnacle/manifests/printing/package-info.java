/**
 * Objects as rows: the columns that the get command shows.
 *
 * <p>In: manifests, columns and the current second. Out: JSON of {@code meta.k8s.io/v1} Table,
 * whole or row by row. Threads: any; pure. Must not know: clocks, types and how columns were
 * defined, HTTP.
 */
@NullMarked
package io.binnacle.manifests.printing;

import org.jspecify.annotations.NullMarked;
