package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import io.binnacle.consensus.wal.segment.SegmentReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads complete segments against their checksums while the log is in use (WAL-29), a piece at a
 * time. For one thread, beside that of the writer. What it finds is damage of what was synced, and
 * nothing else: each record, and the link to the segment behind it, was whole when that one was
 * begun.
 */
public final class LogScrub implements AutoCloseable {
  private final Disk disk;
  private final WriteAheadLog log;
  private final int formatVersion;
  private List<String> left = List.of();
  private @Nullable DiskFile file;
  private @Nullable SegmentReader reader;

  public LogScrub(Disk disk, WriteAheadLog log) {
    this.disk = disk;
    this.log = log;
    this.formatVersion = WriteAheadLog.FORMAT_VERSION;
  }

  /** From the oldest segment on. */
  public void begin() throws IOException {
    close();
    List<String> paths = log.paths();
    left = paths.subList(0, paths.size() - 1);
  }

  /**
   * Reads on.
   *
   * @param bytesMax about so many
   * @return how many; 0 when all segments that were complete at the beginning have been read
   * @throws DataRefusedException where one is damaged: the member must stop
   */
  public long readOn(long bytesMax) throws IOException {
    while (reader == null && !left.isEmpty()) {
      open(left.getFirst());
    }
    SegmentReader current = reader;
    if (current == null) {
      return 0;
    }
    long before = current.offset();
    String path = left.getFirst();
    boolean ends;
    try {
      ends = !current.readSome(bytesMax, (_, _, _) -> {});
    } catch (IOException e) {
      // EIO is damage, too (FAULT-06), unless the file is no more of the log.
      close();
      if (log.paths().contains(path)) {
        throw DataRefusedException.damaged(path + " offset " + before + ": " + e.getMessage());
      }
      left = left.subList(1, left.size());
      return 1;
    }
    long bytes = Math.max(1, current.offset() - before);
    if (ends) {
      finish(path, current);
    }
    return bytes;
  }

  private void open(String path) throws IOException {
    if (!log.paths().contains(path)) {
      left = left.subList(1, left.size());
      return;
    }
    boolean opened = false;
    try {
      DiskFile next = disk.open(path, Disk.OpenMode.READ_ONLY);
      file = next;
      reader = SegmentReader.of(next, SegmentHeader.read(next, formatVersion));
      opened = true;
    } catch (IOException e) {
      if (log.paths().contains(path)) {
        throw DataRefusedException.damaged(path + ": " + e.getMessage());
      }
      left = left.subList(1, left.size());
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** The segment behind it says which checksum this one ended with. */
  private void finish(String path, SegmentReader read) throws IOException {
    close();
    left = left.subList(1, left.size());
    List<String> paths = log.paths();
    int at = paths.indexOf(path);
    if (at < 0) {
      return;
    }
    int carried;
    try (DiskFile next = disk.open(paths.get(at + 1), Disk.OpenMode.READ_ONLY)) {
      carried = SegmentHeader.read(next, formatVersion).carriedCrc();
    } catch (IOException e) {
      // Both may have been released meanwhile; the later one never is before this one.
      if (log.paths().contains(paths.get(at + 1))) {
        throw DataRefusedException.damaged(paths.get(at + 1) + ": " + e.getMessage());
      }
      return;
    }
    if (carried != read.crc() && log.paths().contains(path)) {
      throw DataRefusedException.damaged(
          path + " offset " + read.offset() + ": damaged record in a segment that was complete");
    }
  }

  @Override
  public void close() throws IOException {
    reader = null;
    DiskFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
