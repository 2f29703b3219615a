/**
 * Which fields of an object somebody owns: paths, sets of paths, and the form in which {@code
 * metadata.managedFields} keeps them (SSA-10 to SSA-13).
 *
 * <p>In: trees and texts of stored or sent objects. Out: values. Threads: any. Must not know:
 * schemas, and what follows from owning a field.
 */
@NullMarked
package io.binnacle.manifests.fieldpath;

import org.jspecify.annotations.NullMarked;
