/** Tests of {@code io.binnacle.manifests.convert}. */
@NullMarked
package io.binnacle.manifests.convert.wire.cbor;

import org.jspecify.annotations.NullMarked;
