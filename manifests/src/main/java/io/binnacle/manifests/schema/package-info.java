/**
 * The structural schema and what reads it: defaults, pruning, type checks, validation.
 *
 * <p>In: a schema and a manifest. Out: a new manifest, or lists of errors. Threads: any, schemas
 * are immutable once loaded. Must not know: which types exist, how they are stored or served.
 */
@NullMarked
package io.binnacle.manifests.schema;

import org.jspecify.annotations.NullMarked;
