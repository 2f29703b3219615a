/**
 * The tree below the manifests: writing, comparing and changing Jackson's nodes.
 *
 * <p>In and out: nodes that nobody changes any more, and bytes. Threads: any for nodes; writers and
 * edits are used once, by one thread. Must not know: anything of Kubernetes but its spelling of
 * field paths. Only rooms of this module may come in.
 */
@NullMarked
package io.binnacle.manifests.tree;

import org.jspecify.annotations.NullMarked;
