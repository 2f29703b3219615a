/**
 * What members say to each other. Pure.
 *
 * <p>In and out: values; {@code transport} gives them a form on the wire. Threads: any. Must not
 * know: roles, sockets, files.
 */
@NullMarked
package io.binnacle.consensus.message;

import org.jspecify.annotations.NullMarked;
