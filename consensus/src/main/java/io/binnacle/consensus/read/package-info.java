/**
 * Linearizable reads (Raft thesis 6.4): which reads wait, and which round confirms them. Pure.
 *
 * <p>In: requests and confirmations. Out: requests with an index. Threads: of the driver's turns.
 * Must not know: messages, sockets, what is read.
 */
@NullMarked
package io.binnacle.consensus.read;

import org.jspecify.annotations.NullMarked;
