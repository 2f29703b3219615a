package io.binnacle.consensus.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A number in a file of its own that only grows, one durable step at a time. */
public final class DurableCounter {
  private static final long MAGIC = 0x424E_434C_434E_540AL; // "BNCLCNT\n"
  private static final int FORMAT_VERSION = 1;
  private static final int BYTES = 28;

  private DurableCounter() {}

  /**
   * Adds one, from 0 where there is no file yet.
   *
   * @return the new value, which is durable
   */
  public static long increment(Disk disk, String path) throws IOException {
    long count = disk.exists(path) ? read(disk, path) + 1 : 1;
    String temporary = path + ".tmp";
    disk.delete(temporary);
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC);
    FormatVersion.of(FORMAT_VERSION).putInto(buffer);
    buffer.putLong(count).putInt(checksum(buffer)).flip();
    try (DiskFile file = disk.open(temporary, Disk.OpenMode.CREATE_NEW)) {
      file.write(buffer, 0);
      file.sync();
    }
    disk.rename(temporary, path);
    disk.syncDirectory("");
    return count;
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
