/**
 * OpenAPI documents in the messages of gnostic, which clients in Go read them as.
 *
 * <p>In: documents, or parts of them, as JSON. Out: bytes. One writer is used by one thread. Must
 * not know: who asks, which types there are.
 */
@NullMarked
package io.binnacle.manifests.convert.wire.openapi;

import org.jspecify.annotations.NullMarked;
