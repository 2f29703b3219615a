package io.binnacle.consensus.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A number in a file of its own that only grows, one durable step at a time. */
public final class DurableCounter {
  private static final long MAGIC = 0x424E_434C_434E_540AL; // "BNCLCNT\n"
  private static final int FORMAT_VERSION = 1;
  private static final int BYTES = 28;
  private static final String NEXT_SUFFIX = ".tmp";

  private DurableCounter() {}

  /**
   * Adds one, from 0 where there is no file yet. The next value's file is made here already, so
   * that a start on a disk that is full by then needs no room for it (FAULT-07).
   *
   * @return the new value, which is durable
   * @throws DiskFullException which says to free room, where there is none for it
   */
  public static long increment(Disk disk, String path) throws IOException {
    long count = disk.exists(path) ? read(disk, path) + 1 : 1;
    String next = path + NEXT_SUFFIX;
    try {
      write(disk, next, count);
    } catch (DiskFullException e) {
      throw new DiskFullException(
          disk.describe()
              + ": no room for the few bytes of the counter of starts ("
              + path
              + "); free some room on this disk and start again",
          e);
    }
    disk.rename(next, path);
    disk.syncDirectory("");
    prepare(disk, next);
    return count;
  }

  /** In the blocks that are there, where a start before has prepared them. */
  private static void write(Disk disk, String path, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC);
    FormatVersion.of(FORMAT_VERSION).putInto(buffer);
    buffer.putLong(count).putInt(checksum(buffer)).flip();
    Disk.OpenMode mode = disk.exists(path) ? Disk.OpenMode.READ_WRITE : Disk.OpenMode.CREATE_NEW;
    try (DiskFile file = disk.open(path, mode)) {
      file.write(buffer, 0);
      file.sync();
    }
  }

  /** What it replaced has just left its room; where that is gone already, a start may need it. */
  private static void prepare(Disk disk, String next) throws IOException {
    disk.delete(next);
    try (DiskFile file = disk.open(next, Disk.OpenMode.CREATE_NEW)) {
      file.preallocate(0, BYTES);
      file.sync();
    } catch (DiskFullException _) {
      disk.delete(next);
    }
    disk.syncDirectory("");
  }

  private static long read(Disk disk, String path) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_ONLY)) {
      file.read(buffer, 0);
    }
    if (buffer.getLong(0) != MAGIC || buffer.getInt(24) != checksum(buffer)) {
      throw DataRefusedException.damaged(path + ": its checksum is wrong");
    }
    FormatVersion.take(buffer.position(8)).requireKnown(path, FORMAT_VERSION);
    return buffer.getLong(16);
  }

  private static int checksum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, BYTES - 4));
    return (int) crc.getValue();
  }
}
