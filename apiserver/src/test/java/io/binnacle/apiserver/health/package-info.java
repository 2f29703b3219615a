/** Tests of {@code io.binnacle.apiserver.health}. */
@NullMarked
package io.binnacle.apiserver.health;

import org.jspecify.annotations.NullMarked;
