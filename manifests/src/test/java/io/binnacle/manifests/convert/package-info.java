/** Tests of {@code io.binnacle.manifests.convert}. */
@NullMarked
package io.binnacle.manifests.convert;

import org.jspecify.annotations.NullMarked;
