package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import java.io.IOException;

/** Makes the directory of a log, and takes out of it what an earlier life has left half done. */
final class LogDirectory {
  private LogDirectory() {}

  /**
   * Leaves a directory with at least one segment, or one that recovery will refuse. It is made
   * under another name, so that a start that was interrupted leaves nothing that looks like a log
   * (WAL-07).
   */
  static void prepare(Disk disk, WriteAheadLog.Options options) throws IOException {
    String temporary = options.directory() + SegmentSupply.TEMPORARY_SUFFIX;
    delete(disk, temporary);
    if (!disk.exists(options.directory())) {
      create(disk, options, temporary);
    }
    for (String name : disk.list(options.directory())) {
      if (name.endsWith(SegmentSupply.TEMPORARY_SUFFIX)) {
        disk.delete(options.directory() + "/" + name);
      }
    }
  }

  /**
   * @throws DataRefusedException where there is no log
   */
  static SegmentHeader.Owner ownerOf(Disk disk, String directory) throws IOException {
    for (String name : disk.list(directory)) {
      if (SegmentHeader.sequenceOf(name) >= 0) {
        try (DiskFile file = disk.open(directory + "/" + name, Disk.OpenMode.READ_ONLY)) {
          return SegmentHeader.read(file, WriteAheadLog.FORMAT_VERSION).owner();
        }
      }
    }
    throw DataRefusedException.damaged(directory + ": there is no log");
  }

  private static void delete(Disk disk, String directory) throws IOException {
    if (disk.exists(directory)) {
      for (String name : disk.list(directory)) {
        disk.delete(directory + "/" + name);
      }
      disk.delete(directory);
    }
  }

  private static void create(Disk disk, WriteAheadLog.Options options, String temporary)
      throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            options.formatVersion(), options.owner(), 0, 1, 0, HardState.INITIAL, LogPosition.NONE);
    disk.createDirectory(temporary);
    try (DiskFile file = disk.open(temporary + "/" + header.fileName(), Disk.OpenMode.CREATE_NEW)) {
      file.preallocate(0, options.segmentBytes());
      file.write(header.encode(), 0);
      file.sync();
    }
    disk.syncDirectory(temporary);
    disk.rename(temporary, options.directory());
    disk.syncDirectory("");
  }
}
