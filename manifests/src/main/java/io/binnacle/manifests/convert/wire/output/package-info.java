/**
 * The bytes of messages of protobuf, collected from their end.
 *
 * <p>In: fields, the last one first. Out: bytes. One output is used once, by one thread. Must not
 * know: what the messages are about.
 */
@NullMarked
package io.binnacle.manifests.convert.wire.output;

import org.jspecify.annotations.NullMarked;
