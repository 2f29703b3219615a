/**
 * Trees seen through their schema: which nodes are fields that somebody can own, what differs
 * between two trees, and how two become one (SSA-30 to SSA-38).
 *
 * <p>In: trees and their schema; where a schema says nothing, maps are taken apart and lists are
 * not (SSA-05). Out: field sets, and trees that share what did not change. Threads: any. Must not
 * know: owners, requests, versions.
 */
@NullMarked
package io.binnacle.manifests.typed;

import org.jspecify.annotations.NullMarked;
