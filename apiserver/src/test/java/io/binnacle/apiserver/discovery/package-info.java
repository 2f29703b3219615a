/** Tests of {@code io.binnacle.apiserver.discovery}. */
@NullMarked
package io.binnacle.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
