/** The checkpoint format under damage. */
@NullMarked
package io.binnacle.store.checkpoint;

import org.jspecify.annotations.NullMarked;
