/**
 * The tree below the manifests: reading, writing, comparing and changing Jackson's nodes.
 *
 * <p>In and out: bytes and nodes that nobody changes any more. Threads: any for nodes; readers,
 * writers and edits are used once, by one thread. Must not know: anything of Kubernetes but its
 * spelling of field paths. Only rooms of this module may come in.
 */
@NullMarked
package io.binnacle.manifests.tree;

import org.jspecify.annotations.NullMarked;
