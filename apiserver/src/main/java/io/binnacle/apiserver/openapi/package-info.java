/**
 * Serves the OpenAPI documents that describe the types.
 *
 * <p>In: the documents made at build time. Out: the index and the documents with the headers that
 * let clients cache them. Threads: event loops, and those that documents are made on. Must not
 * know: objects, the store, who asks.
 */
@NullMarked
package io.binnacle.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
