/**
 * Which entries exist, and which of them are durable. Pure.
 *
 * <p>In and out: values. Threads: of the driver's turns. Must not know: files, sockets, clocks.
 */
@NullMarked
package io.binnacle.consensus.log;

import org.jspecify.annotations.NullMarked;
