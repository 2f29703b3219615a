/** Tests of {@code io.binnacle.apiserver.openapi}. */
@NullMarked
package io.binnacle.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
