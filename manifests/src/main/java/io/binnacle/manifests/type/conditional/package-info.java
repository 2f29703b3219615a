/**
 * Defaults of a field that depend on other fields, as data.
 *
 * <p>In: rules from the definition files, a manifest that has its plain defaults. Out: a manifest
 * with these too. Threads: any; immutable. Must not know: types, schemas, where the rules were
 * written.
 */
@NullMarked
package io.binnacle.manifests.type.conditional;

import org.jspecify.annotations.NullMarked;
