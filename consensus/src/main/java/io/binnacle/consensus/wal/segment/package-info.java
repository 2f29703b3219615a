/**
 * One file of the write-ahead log: its header, its records, and the marks that say which sector
 * belongs to which write.
 *
 * <p>In: records to lay out, or a file to read. Out: bytes, or records and what lies behind the
 * last whole one. Threads: none. Must not know: that there are other segments.
 */
@NullMarked
package io.binnacle.consensus.wal.segment;

import org.jspecify.annotations.NullMarked;
