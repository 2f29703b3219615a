/**
 * YAML to a tree and back, in the dialect that Kubernetes reads: YAML 1.1 scalars, one document, no
 * types of its own.
 *
 * <p>In and out: bytes and nodes. Threads: any; a reader or writer is used once. Must not know:
 * anything of Kubernetes' types. Only rooms of this module may come in.
 */
@NullMarked
package io.binnacle.manifests.yaml;

import org.jspecify.annotations.NullMarked;
