/** The store over members: contract suites, bounds, snapshots, history. */
@NullMarked
package io.binnacle.store.replicated;

import org.jspecify.annotations.NullMarked;
