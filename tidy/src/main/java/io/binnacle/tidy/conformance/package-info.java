/**
 * Which items of the behaviour checklists have a test: read from the tests, written as a document.
 *
 * <p>In: the source of all modules' tests, and the list of items. Out: docs/conformance.md. Runs in
 * a test, in its thread. Knows no module of the product.
 */
@NullMarked
package io.binnacle.tidy.conformance;

import org.jspecify.annotations.NullMarked;
