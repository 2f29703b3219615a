/**
 * What must hold between the fields of objects of single types, as tables of small rules; what
 * holds of one field alone is said by the schema.
 *
 * <p>In: an object and what it was before. Out: errors of fields in the words that kubectl's users
 * know. Threads: any. Must not know: how objects are written, who asks.
 */
@NullMarked
package io.binnacle.apiserver.registry.validation;

import org.jspecify.annotations.NullMarked;
