/**
 * The texts about kinds and fields, as users of {@code kubectl explain} read them.
 *
 * <p>In: source jars of the model and of the protobuf messages, whose comments come from the
 * sources of Kubernetes. Out: a text for a kind or a field, where there is one. Threads: the
 * build's. Must not know: schemas, documents, where the texts go.
 */
@NullMarked
package io.binnacle.generator.description;

import org.jspecify.annotations.NullMarked;
