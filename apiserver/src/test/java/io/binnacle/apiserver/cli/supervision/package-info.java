/** Tests of {@code io.binnacle.apiserver.cli.supervision}. */
@NullMarked
package io.binnacle.apiserver.cli.supervision;

import org.jspecify.annotations.NullMarked;
