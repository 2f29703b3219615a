/**
 * What kinds of objects there are: names, scope, verbs, subresources, schema and rules of each, as
 * data.
 *
 * <p>In: the definition files of the built-ins, worked into resources at build time; types made
 * from custom resource definitions. Out: {@link io.binnacle.manifests.type.TypeCatalogue} and
 * immutable values. Threads: any; nothing here changes but a memo of immutable schemas that may be
 * computed twice. Must not know: storage, HTTP, who asks.
 */
@NullMarked
package io.binnacle.manifests.type;

import org.jspecify.annotations.NullMarked;
