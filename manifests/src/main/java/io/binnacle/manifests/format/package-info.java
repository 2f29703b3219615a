/**
 * Formats and patterns of texts, checked in bounded time.
 *
 * <p>In: a text. Out: whether it has the form. Threads: any. Must not know: schemas, fields,
 * errors. Only rooms of this module may come in.
 */
@NullMarked
package io.binnacle.manifests.format;

import org.jspecify.annotations.NullMarked;
