package io.binnacle.consensus.identity;

import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FormatVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which data directory goes with which member. A directory is given a number by chance when it is
 * first used; members tell it when they connect, and each remembers, durably, which one it first
 * saw with a member's id. So a voter whose directory was emptied, and which is started with its old
 * flags, is known for what it is: it has forgotten what it acknowledged and whom it voted for, and
 * nobody takes its votes.
 *
 * <p>{@code long magic | int version | int features | long own | int count | (long member | long
 * directory)* | int crc}. One thread at a time.
 */
public final class KnownDirectories {
  /** Of a member whose program does not say. */
  public static final long UNSAID = 0;

  private static final Logger LOGGER = LoggerFactory.getLogger(KnownDirectories.class);
  static final String PATH = "directories";
  private static final long MAGIC = 0x424E_434C_4449_520AL; // "BNCLDIR\n"
  private static final int FORMAT_VERSION = 1;
  private static final int HEADER_BYTES = 28;

  /** More members than a group has in many years; who comes beyond them is not remembered. */
  private static final int REMEMBERED_MAX = 1_024;

  private final Disk disk;
  private final long own;
  private final SortedMap<Long, Long> byMember;

  private KnownDirectories(Disk disk, long own, SortedMap<Long, Long> byMember) {
    this.disk = disk;
    this.own = own;
    this.byMember = byMember;
  }

  /**
   * Reads the file, or makes it where there is none: at the first start, and at the first one with
   * a program that knows of it.
   *
   * @param chance never the same twice
   * @throws DataRefusedException when it must not be used. Where it is damaged, the directory is
   *     marked so for good: this member can neither say any more which directory it is, so the
   *     others would take it for an emptied one, nor tell an emptied one of theirs (design D3)
   */
  public static KnownDirectories load(Disk disk, LongSupplier chance) throws IOException {
    if (disk.exists(PATH)) {
      try {
        return read(disk);
      } catch (DataRefusedException refused) {
        throw switch (refused.reason()) {
          case DAMAGED -> DamageMark.put(disk, String.valueOf(refused.getMessage()));
          case FOREIGN, UNKNOWN_VERSION -> refused.within(disk.describe());
        };
      }
    }
    long own = chance.getAsLong() | 1;
    KnownDirectories made = new KnownDirectories(disk, own, new TreeMap<>());
    made.write();
    return made;
  }

  /** This directory's number. */
  public long own() {
    return own;
  }

  /**
   * Whether this is the directory that goes with the member; the first one does, and is remembered.
   *
   * @param directory {@link #UNSAID} is taken as long as no other one was seen
   */
  public boolean admit(long memberId, long directory) {
    Long known = byMember.get(memberId);
    if (known == null && directory != UNSAID && byMember.size() < REMEMBERED_MAX) {
      byMember.put(memberId, directory);
      writeOrWarn();
    }
    return known == null || known == directory;
  }

  /** Ids that never come back need not be remembered. */
  public void forget(List<Long> removed) {
    if (byMember.keySet().removeAll(removed)) {
      writeOrWarn();
    }
  }

  /** On a full disk what is new is remembered until the next start only. */
  private void writeOrWarn() {
    try {
      write();
    } catch (IOException e) {
      LOGGER.warn("{}: cannot remember the directories of the others", disk.describe(), e);
    }
  }

  private void write() throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(HEADER_BYTES + byMember.size() * 2 * Long.BYTES + Integer.BYTES);
    buffer.putLong(MAGIC);
    FormatVersion.of(FORMAT_VERSION).putInto(buffer);
    buffer.putLong(own).putInt(byMember.size());
    for (Map.Entry<Long, Long> each : byMember.entrySet()) {
      buffer.putLong(each.getKey()).putLong(each.getValue());
    }
    buffer.putInt(checksum(buffer, buffer.position())).flip();
    String temporary = PATH + ".tmp";
    disk.delete(temporary);
    try (DiskFile file = disk.open(temporary, Disk.OpenMode.CREATE_NEW)) {
      file.write(buffer, 0);
      file.sync();
    }
    disk.rename(temporary, PATH);
    disk.syncDirectory("");
  }

  private static KnownDirectories read(Disk disk) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(HEADER_BYTES + REMEMBERED_MAX * 2 * Long.BYTES + Integer.BYTES);
    int bytes;
    try (DiskFile file = disk.open(PATH, Disk.OpenMode.READ_ONLY)) {
      bytes = file.read(buffer, 0);
    }
    int count = (bytes - HEADER_BYTES - Integer.BYTES) / (2 * Long.BYTES);
    boolean whole =
        bytes >= HEADER_BYTES + Integer.BYTES
            && buffer.getLong(0) == MAGIC
            && buffer.getInt(bytes - Integer.BYTES) == checksum(buffer, bytes - Integer.BYTES);
    if (!whole) {
      throw DataRefusedException.damaged(PATH + ": its checksum is wrong");
    }
    FormatVersion.take(buffer.position(Long.BYTES)).requireKnown(PATH, FORMAT_VERSION);
    if (buffer.getInt(HEADER_BYTES - Integer.BYTES) != count) {
      throw DataRefusedException.damaged(PATH + ": it names another number of members than it has");
    }
    long own = buffer.getLong(2 * Long.BYTES);
    TreeMap<Long, Long> byMember = new TreeMap<>();
    buffer.position(HEADER_BYTES);
    for (int i = 0; i < count; i++) {
      byMember.put(buffer.getLong(), buffer.getLong());
    }
    return new KnownDirectories(disk, own, byMember);
  }

  private static int checksum(ByteBuffer buffer, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, length));
    return (int) crc.getValue();
  }
}
