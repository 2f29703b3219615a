/**
 * Rules over values, written in CEL: {@code x-kubernetes-validations} of custom resources and of
 * our own definition files alike (CEL-01 to CEL-12). The only rooms that know dev.cel.
 *
 * <p>In: a schema with rules, then an object and the one before it. Out: field errors. Threads:
 * any; a rule set does not change once it is compiled. Must not know: which types exist, how
 * objects are stored or served.
 */
@NullMarked
package io.binnacle.manifests.schema.cel;

import org.jspecify.annotations.NullMarked;
