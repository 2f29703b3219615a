package io.binnacle.consensus.wal;

import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * What each segment begins with (WAL-03, WAL-23): whose it is, and everything that older segments
 * said which still counts, so that they can be deleted.
 *
 * @param sequence gap-free number of the segment
 * @param nextIndex the index behind the last entry when the segment began: for the file name
 * @param carriedCrc the CRC of the last record of the segment before
 * @param hardState the last one written before
 * @param snapshot the newest snapshot pointer written before
 */
record SegmentHeader(
    Owner owner,
    long sequence,
    long nextIndex,
    int carriedCrc,
    HardState hardState,
    LogPosition snapshot) {

  /** Whose log it is; the same in all segments (WAL-04). */
  record Owner(long clusterId, long memberId) {}

  static final int BYTES = 512;
  static final String SUFFIX = ".wal";

  private static final long MAGIC = 0x424E_434C_5741_4C0AL; // "BNCLWAL\n"
  private static final int FORMAT_VERSION = 1;

  /** Bits of the header that this version knows; a set bit beyond them refuses the file. */
  private static final int UNDERSTOOD_BITS = 0;

  private static final int CHECKED_BYTES = BYTES - 4;

  String fileName() {
    return String.format(Locale.ROOT, "%016x-%016x%s", sequence, nextIndex, SUFFIX);
  }

  /** The sequence in a file name, or -1 where it is not the name of a segment. */
  static long sequenceOf(String fileName) {
    return fileName.matches("[0-9a-f]{16}-[0-9a-f]{16}\\.wal")
        ? Long.parseUnsignedLong(fileName.substring(0, 16), 16)
        : -1;
  }

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(0);
    buffer.putLong(owner.clusterId).putLong(owner.memberId);
    buffer.putLong(sequence).putLong(nextIndex).putInt(carriedCrc);
    buffer.putLong(hardState.term()).putLong(hardState.votedFor()).putLong(hardState.commitIndex());
    buffer.putLong(snapshot.index()).putLong(snapshot.term());
    buffer.putInt(CHECKED_BYTES, checksum(buffer));
    return buffer.clear();
  }

  static SegmentHeader read(DiskFile file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    int count = file.read(buffer, 0);
    if (count < BYTES || buffer.getLong(0) != MAGIC) {
      throw new WalRefusedException(file.path() + " offset 0: not a segment of a log");
    }
    if (buffer.getInt(CHECKED_BYTES) != checksum(buffer)) {
      throw new WalRefusedException(
          file.path() + " offset 0: the header's checksum is wrong, the file is damaged");
    }
    buffer.position(8);
    int version = buffer.getInt();
    int mustUnderstand = buffer.getInt();
    if (version != FORMAT_VERSION || (mustUnderstand & ~UNDERSTOOD_BITS) != 0) {
      throw new WalRefusedException(
          String.format(
              Locale.ROOT,
              "%s: format version %d with features 0x%x was written by a newer version",
              file.path(),
              version,
              mustUnderstand));
    }
    Owner owner = new Owner(buffer.getLong(), buffer.getLong());
    long sequence = buffer.getLong();
    long nextIndex = buffer.getLong();
    int carriedCrc = buffer.getInt();
    HardState hardState = new HardState(buffer.getLong(), buffer.getLong(), buffer.getLong());
    LogPosition snapshot = new LogPosition(buffer.getLong(), buffer.getLong());
    return new SegmentHeader(owner, sequence, nextIndex, carriedCrc, hardState, snapshot);
  }

  private static int checksum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, CHECKED_BYTES));
    return (int) crc.getValue();
  }
}
