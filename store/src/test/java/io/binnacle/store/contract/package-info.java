/**
 * What every source of order must do behind {@link io.binnacle.store.KeyValueStore}, and a member
 * without log or network to run it over.
 */
@NullMarked
package io.binnacle.store.contract;

import org.jspecify.annotations.NullMarked;
