/**
 * Who is at the other end of a connection between members: what it says of itself, and whose
 * certificate it shows.
 *
 * <p>In: bytes of the first frame, a certificate. Out: who it is, or why it is not welcome.
 * Threads: any. Must not know: sockets, messages.
 */
@NullMarked
package io.binnacle.consensus.transport.hello;

import org.jspecify.annotations.NullMarked;
