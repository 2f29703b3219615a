/** The state against a naive twin, and the tree by itself. */
@NullMarked
package io.binnacle.store.mvcc;

import org.jspecify.annotations.NullMarked;
