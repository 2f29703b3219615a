/**
 * Label selectors and field selectors.
 *
 * <p>In: the text of a query parameter or a selector inside an object. Out: a value that matches
 * labels or fields, or what is wrong with a selector inside an object. Threads: any. Must not know:
 * which fields a type can be selected by.
 */
@NullMarked
package io.binnacle.manifests.selector;

import org.jspecify.annotations.NullMarked;
