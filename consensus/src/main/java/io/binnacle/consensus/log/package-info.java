/**
 * Which entries exist, and which of them are durable. Pure.
 *
 * <p>In and out: values. Threads: the driver's. Must not know: files, sockets, clocks.
 */
@NullMarked
package io.binnacle.consensus.log;

import org.jspecify.annotations.NullMarked;
