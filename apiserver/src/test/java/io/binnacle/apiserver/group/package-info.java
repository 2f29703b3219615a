/** Tests of {@code io.binnacle.apiserver.group}. */
@NullMarked
package io.binnacle.apiserver.group;

import org.jspecify.annotations.NullMarked;
