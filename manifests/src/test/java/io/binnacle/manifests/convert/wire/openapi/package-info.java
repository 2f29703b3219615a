/** Tests of {@code io.binnacle.manifests.convert.wire.openapi}. */
@NullMarked
package io.binnacle.manifests.convert.wire.openapi;

import org.jspecify.annotations.NullMarked;
