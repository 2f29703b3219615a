/** Tests of {@code io.binnacle.apiserver.authorization}. */
@NullMarked
package io.binnacle.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
