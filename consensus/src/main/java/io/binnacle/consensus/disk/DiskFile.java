package io.binnacle.consensus.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads and writes name their place; there is no cursor. */
public interface DiskFile extends AutoCloseable {
  String path();

  long size() throws IOException;

  /**
   * Fills the buffer as far as the file reaches.
   *
   * @return how many bytes were read, 0 at or behind the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes all that remains in the buffer; the file grows as needed. */
  void write(ByteBuffer source, long position) throws IOException;

  /** Makes everything written so far, and the file's size, durable. A failure is final (WAL-09). */
  void sync() throws IOException;

  /**
   * Takes real blocks by writing zeros over this range, so that a full disk shows now and a later
   * sync has no size to update (WAL-05). Not durable until {@link #sync}.
   */
  void preallocate(long from, long to) throws IOException;

  void truncate(long size) throws IOException;

  @Override
  void close() throws IOException;
}
