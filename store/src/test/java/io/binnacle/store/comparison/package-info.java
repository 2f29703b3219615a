/** Tests of who is taken for right when members compare their states. */
@NullMarked
package io.binnacle.store.comparison;

import org.jspecify.annotations.NullMarked;
