/**
 * Makes the resources that describe the built-in types, at build time.
 *
 * <p>In: definition files, the fabric8 model classes, sources for the descriptions. Out: a
 * catalogue, schemas and OpenAPI documents, one file for each group and version. Threads: the
 * build's. Must not know: the modules that use the result, for they are built later.
 */
@NullMarked
package io.binnacle.generator;

import org.jspecify.annotations.NullMarked;
