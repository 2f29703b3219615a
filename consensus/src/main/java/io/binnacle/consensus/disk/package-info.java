/**
 * The seam to the file system: what the write-ahead log and the snapshots need of a disk, and the
 * real one. A simulator brings its own, which can tear writes and lose what was not synced.
 *
 * <p>In: paths relative to one data directory, bytes. Out: bytes, or an {@link
 * java.io.IOException}, of which callers tell apart {@link DiskFullException} and {@link
 * DataRefusedException}. Threads: any, each file by one at a time; a thread inside may never be
 * interrupted (WAL-21). Must not know: records, logs, snapshots.
 */
@NullMarked
package io.binnacle.consensus.disk;

import org.jspecify.annotations.NullMarked;
