/**
 * The functions that Kubernetes adds to CEL (CEL-09), beside those of the library itself.
 *
 * <p>In: values of CEL. Out: values of CEL, or an error in the words of Kubernetes. Threads: any,
 * there is no state. Must not know: schemas, rules, trees.
 */
@NullMarked
package io.binnacle.manifests.schema.cel.library;

import org.jspecify.annotations.NullMarked;
