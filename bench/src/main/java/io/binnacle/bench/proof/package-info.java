/**
 * Looks for broken promises, for as long as somebody wants to: real clusters that are killed,
 * stopped and cut off while clients write down what they see.
 *
 * <p>In: how much and how many. Out: a report, and an exit code that says whether all is well.
 * Threads: one for each client, link and process watched. Must not know: how the store or the API
 * is built.
 */
@NullMarked
package io.binnacle.bench.proof;

import org.jspecify.annotations.NullMarked;
