/**
 * What a leader believes about each follower, what it may send it and what it took from it. Pure.
 *
 * <p>In: what was sent and answered. Out: what to send next. Threads: of the driver's turns. Must
 * not know: the log's content, messages, sockets.
 */
@NullMarked
package io.binnacle.consensus.progress;

import org.jspecify.annotations.NullMarked;
