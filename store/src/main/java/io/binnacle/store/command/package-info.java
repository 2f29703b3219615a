/**
 * Writes as commands of the log: their binary form, and the rules a write must keep before it is
 * proposed. Pure.
 *
 * <p>In: {@link io.binnacle.store.Write}s or bytes. Out: bytes or writes, and reasons to refuse.
 * Threads: any. Must not know: the state, files, consensus.
 */
@NullMarked
package io.binnacle.store.command;

import org.jspecify.annotations.NullMarked;
