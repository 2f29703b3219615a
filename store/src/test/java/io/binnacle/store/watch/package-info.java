/** The hub and its cursors against a list of everything that ever happened. */
@NullMarked
package io.binnacle.store.watch;

import org.jspecify.annotations.NullMarked;
