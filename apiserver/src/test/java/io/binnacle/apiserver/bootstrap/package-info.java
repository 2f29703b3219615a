/** Tests of {@code io.binnacle.apiserver.bootstrap}. */
@NullMarked
package io.binnacle.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
