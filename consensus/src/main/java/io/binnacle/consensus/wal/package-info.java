/**
 * The write-ahead log: the only thing on the write path (design D3). Segments whose blocks are
 * there before they are used, records chained by CRC32C, one write and one sync for everything that
 * waits.
 *
 * <p>In: writes in order, one at a time. Out: a call back once a write is durable, and at start
 * what was found. Threads: the log's writer, the supply's helper. Must not know: roles, quorums,
 * what an entry means.
 */
@NullMarked
package io.binnacle.consensus.wal;

import org.jspecify.annotations.NullMarked;
