/**
 * The binary forms of entries, configurations and messages, shared by the log, the snapshots and
 * the transport.
 *
 * <p>In and out: values and byte buffers, big endian. A malformed buffer is answered with a {@link
 * io.binnacle.consensus.wire.MalformedException}, never with another one. Threads: any; there is no
 * state. Must not know: files, sockets.
 */
@NullMarked
package io.binnacle.consensus.wire;

import org.jspecify.annotations.NullMarked;
