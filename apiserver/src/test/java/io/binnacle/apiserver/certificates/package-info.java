/** Tests of {@code io.binnacle.apiserver.certificates}. */
@NullMarked
package io.binnacle.apiserver.certificates;

import org.jspecify.annotations.NullMarked;
