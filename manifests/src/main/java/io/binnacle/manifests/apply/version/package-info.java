/**
 * The versions in which owners name their fields, and the ways between them (SSA-44).
 *
 * <p>In: types and conversions of whoever serves them. Out: a schema and a conversion for each
 * apiVersion. Threads: any. Must not know: owners, what is served.
 */
@NullMarked
package io.binnacle.manifests.apply.version;

import org.jspecify.annotations.NullMarked;
