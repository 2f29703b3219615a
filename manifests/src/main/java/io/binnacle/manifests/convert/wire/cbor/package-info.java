/**
 * Kubernetes' CBOR (RFC 8949, KEP-4222) to a tree and back. Texts and names are byte strings, as
 * kube-apiserver writes them; both kinds of strings are read.
 *
 * <p>In: bytes and limits, or manifests. Out: manifests or a MalformedManifestException, or bytes.
 * One reader or writer is used once, by one thread. Must not know: types, HTTP.
 */
@NullMarked
package io.binnacle.manifests.convert.wire.cbor;

import org.jspecify.annotations.NullMarked;
