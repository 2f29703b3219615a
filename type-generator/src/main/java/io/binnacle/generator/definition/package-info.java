/**
 * The definition files as they were written.
 *
 * <p>In: YAML. Out: what it says about resources, kinds and fields; words that nobody knows are
 * refused. Threads: the build's. Must not know: schemas, documents, where the result goes.
 */
@NullMarked
package io.binnacle.generator.definition;

import org.jspecify.annotations.NullMarked;
