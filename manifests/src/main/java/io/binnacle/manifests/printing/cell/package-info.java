/**
 * How the cells of a row are made: a small language of paths and named functions.
 *
 * <p>In: the text of a cell from a column, a manifest, the current second. Out: a JSON value.
 * Threads: any; pure. Must not know: tables, lists, clocks.
 */
@NullMarked
package io.binnacle.manifests.printing.cell;

import org.jspecify.annotations.NullMarked;
