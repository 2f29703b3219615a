package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.DiskFullException;
import io.binnacle.consensus.wal.segment.SegmentLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the torn end of the last write, of which nothing was acknowledged, and keeps a copy of what
 * it cuts away for people to look at (WAL-10). The newest copy only: nothing reads them.
 */
final class TornTail {
  static final String COPY_SUFFIX = ".torn";
  private static final int PIECE_BYTES = 1 << 20;
  private static final Logger LOGGER = LoggerFactory.getLogger(TornTail.class);

  private final Disk disk;
  private final String directory;

  /**
   * @param directory of the log
   */
  TornTail(Disk disk, String directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * Needs no room on the disk: the copy is left out where there is none (FAULT-07).
   *
   * @param from behind the last whole record
   * @param usedEnd behind the last byte that a write has left
   */
  void cut(DiskFile file, SegmentLayout layout, long from, long usedEnd) throws IOException {
    LOGGER.warn(
        "{} offset {}: the last write was torn and never acknowledged; it is cut",
        file.path(),
        from);
    long to = Math.min(file.size(), usedEnd);
    deleteCopies();
    if (from < to) {
      copyAside(file, from, to);
    }
    // Whole sectors first: a crash in between must not leave one of a write whose sector before it
    // says that nothing follows.
    long sectors = Math.min(to, layout.writeOffset(from));
    file.preallocate(sectors, to);
    file.sync();
    file.preallocate(from, sectors);
    file.sync();
  }

  private void deleteCopies() throws IOException {
    for (String name : disk.list(directory)) {
      if (name.endsWith(COPY_SUFFIX)) {
        disk.delete(directory + "/" + name);
      }
    }
  }

  private void copyAside(DiskFile file, long from, long to) throws IOException {
    String path = file.path() + COPY_SUFFIX;
    try {
      copy(file, from, to, path);
      LOGGER.info("{}: a copy of the {} bytes from offset {} on", path, to - from, from);
    } catch (DiskFullException e) {
      disk.delete(path);
      LOGGER.warn(
          "{}: no room for a copy of what is cut ({}); it goes without one",
          file.path(),
          e.getMessage());
    }
    disk.syncDirectory(directory);
  }

  private void copy(DiskFile file, long from, long to, String path) throws IOException {
    try (DiskFile copy = disk.open(path, Disk.OpenMode.CREATE_NEW)) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - from));
      for (long at = from; at < to; at += piece.capacity()) {
        piece.clear().limit((int) Math.min(piece.capacity(), to - at));
        file.read(piece, at);
        copy.write(piece.flip(), at - from);
      }
      copy.sync();
    }
  }
}
