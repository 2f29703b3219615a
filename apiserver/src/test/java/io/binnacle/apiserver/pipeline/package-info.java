/** Tests of {@code io.binnacle.apiserver.pipeline}. */
@NullMarked
package io.binnacle.apiserver.pipeline;

import org.jspecify.annotations.NullMarked;
