package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.DiskFullException;
import io.binnacle.consensus.disk.FormatVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the log was synced, in a file of its own beside the segments (WAL-12). The log itself
 * cannot tell that its end was lost: a file that was cut, or whose end became zeros, looks as if
 * the rest had never been written. Told anew about a second after it was true, and synced, so what
 * was acknowledged longer ago than that is missed for certain; where each sync takes a second,
 * after some more writes, so that a slow disk is not made slower by this.
 *
 * <p>Two places are written in turn, far enough from each other that no torn write hits both.
 */
final class SyncedMark implements AutoCloseable {
  static final String NAME = "synced";

  private static final int FORMAT_VERSION = 1;
  private static final long MAGIC = 0x424E_434C_5359_4E0AL; // "BNCLSYN\n"
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final int WRITES_MIN = 8;
  private static final int BYTES = 36;
  private static final int PLACE_BYTES = 4_096;
  private static final int PLACES = 2;

  private final Disk disk;
  private final String directory;
  private @Nullable DiskFile file;
  private int next;

  private Position told = new Position(-1, 0);
  private boolean begun;
  private long sinceNanos;
  private int writes;

  /** A place in the log: the number of a segment, and behind what in it. */
  record Position(long sequence, long offset) {
    boolean isBehind(Position other) {
      return sequence > other.sequence || (sequence == other.sequence && offset > other.offset);
    }
  }

  SyncedMark(Disk disk, String directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * What was told last; null where nothing was, or where it cannot be read: it is only a further
   * proof.
   */
  static @Nullable Position read(Disk disk, String directory) throws IOException {
    String path = directory + "/" + NAME;
    if (!disk.exists(path)) {
      return null;
    }
    Position newest = null;
    try (DiskFile file = disk.open(path, Disk.OpenMode.READ_ONLY)) {
      for (int place = 0; place < PLACES; place++) {
        Position position = readPlace(file, place);
        if (position != null && (newest == null || position.isBehind(newest))) {
          newest = position;
        }
      }
    }
    return newest;
  }

  private static @Nullable Position readPlace(DiskFile file, int place) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    int count = file.read(buffer, (long) place * PLACE_BYTES);
    if (count < BYTES
        || buffer.getLong(0) != MAGIC
        || buffer.getInt(BYTES - 4) != checksum(buffer)) {
      return null;
    }
    FormatVersion.take(buffer.position(8)).requireKnown(file.path(), FORMAT_VERSION);
    return new Position(buffer.getLong(), buffer.getLong());
  }

  /**
   * Called by the log's writer again and again: up to here the log is durable.
   *
   * @param wrote whether it has just written, and may do so again at once
   * @throws IOException the member must stop
   */
  void tell(long nowNanos, boolean wrote, long sequence, long offset) throws IOException {
    boolean isTold = told.sequence == sequence && told.offset == offset;
    writes += wrote ? 1 : 0;
    if (!begun || isTold) {
      begun = true;
      sinceNanos = nowNanos;
      writes = 0;
    } else if (nowNanos - sinceNanos >= INTERVAL_NANOS && (!wrote || writes >= WRITES_MIN)) {
      sinceNanos = nowNanos;
      writes = 0;
      write(new Position(sequence, offset));
    }
  }

  private void write(Position position) throws IOException {
    DiskFile target = openFile();
    if (target == null) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).putLong(MAGIC);
    FormatVersion.of(FORMAT_VERSION).putInto(buffer);
    buffer.putLong(position.sequence).putLong(position.offset);
    buffer.putInt(checksum(buffer)).flip();
    try {
      target.write(buffer, (long) next * PLACE_BYTES);
    } catch (DiskFullException _) {
      // Of a file system that never writes in place. Later, perhaps.
      return;
    }
    target.sync();
    next = (next + 1) % PLACES;
    told = position;
  }

  /** Null where there is no room for it, until there is. */
  private @Nullable DiskFile openFile() throws IOException {
    if (file == null) {
      String path = directory + "/" + NAME;
      try {
        if (!disk.exists(path)) {
          create(path);
        }
        file = disk.open(path, Disk.OpenMode.READ_WRITE);
      } catch (DiskFullException _) {
        return null;
      }
    }
    return file;
  }

  private void create(String path) throws IOException {
    String temporary = path + SegmentSupply.TEMPORARY_SUFFIX;
    disk.delete(temporary);
    try (DiskFile made = disk.open(temporary, Disk.OpenMode.CREATE_NEW)) {
      made.preallocate(0, (long) PLACES * PLACE_BYTES);
      made.sync();
    }
    disk.rename(temporary, path);
    disk.syncDirectory(directory);
  }

  /** What is to be said where the log ends before what was told; null where it does not. */
  static @Nullable String lossOf(@Nullable Position told, String path, long sequence, long end) {
    if (told == null || !told.isBehind(new Position(sequence, end))) {
      return null;
    }
    return path
        + " offset "
        + end
        + ": the log ends here, and had been synced up to offset "
        + told.offset
        + (told.sequence == sequence ? "" : " of segment " + told.sequence)
        + ": records are missing";
  }

  private static int checksum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, BYTES - 4));
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
