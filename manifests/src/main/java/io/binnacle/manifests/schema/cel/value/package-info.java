/**
 * Trees as CEL sees them: maps, lists and scalars of the types that the schema says, made where an
 * expression looks and not before.
 *
 * <p>In: a schema and a tree. Out: CEL types and values, equality and concatenation of lists.
 * Threads: any; a view belongs to one evaluation. Must not know: rules, functions, messages.
 */
@NullMarked
package io.binnacle.manifests.schema.cel.value;

import org.jspecify.annotations.NullMarked;
