/** Tests of {@code io.binnacle.apiserver.authentication}. */
@NullMarked
package io.binnacle.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
