/** Tests of what single series say. */
@NullMarked
package io.binnacle.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
