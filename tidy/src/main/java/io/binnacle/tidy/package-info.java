/**
 * Form and architecture as rules that the tests of every module run.
 *
 * <p>In: source trees and compiled classes. Out: violations as sentences. Threads: the test's. Must
 * not know: any class of the product, only names of packages.
 */
@NullMarked
package io.binnacle.tidy;

import org.jspecify.annotations.NullMarked;
