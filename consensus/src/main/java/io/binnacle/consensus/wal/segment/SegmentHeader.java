package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FormatVersion;
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
 * <p>Magic, version, and the checksum at the end of the 512 bytes keep their places in all
 * versions.
 *
 * @param formatVersion of the whole segment: see {@link SegmentLayout}
 * @param sequence gap-free number of the segment
 * @param nextIndex the index behind the last entry when the segment began: for the file name
 * @param carriedCrc the CRC of the last record of the segment before
 * @param hardState the last one written before
 * @param snapshot the newest snapshot pointer written before
 * @param previousSequence of the segment that this file was before, whose records may still lie
 *     where nothing was written yet; {@link #NO_PREVIOUS} where there are zeros. Since version 3
 */
public record SegmentHeader(
    int formatVersion,
    Owner owner,
    long sequence,
    long nextIndex,
    int carriedCrc,
    HardState hardState,
    LogPosition snapshot,
    long previousSequence) {
  public static final long NO_PREVIOUS = -1;

  /** Whose log it is; the same in all segments (WAL-04). */
  public record Owner(long clusterId, long memberId) {}

  public static final int BYTES = 512;
  public static final String SUFFIX = ".wal";

  private static final long MAGIC = 0x424E_434C_5741_4C0AL; // "BNCLWAL\n"
  private static final int CHECKED_BYTES = BYTES - 4;

  public String fileName() {
    return String.format(Locale.ROOT, "%016x-%016x%s", sequence, nextIndex, SUFFIX);
  }

  public SegmentLayout layout() {
    return SegmentLayout.of(formatVersion);
  }

  /** The sequence in a file name, or -1 where it is not the name of a segment. */
  public static long sequenceOf(String fileName) {
    return fileName.matches("[0-9a-f]{16}-[0-9a-f]{16}\\.wal")
        ? Long.parseUnsignedLong(fileName.substring(0, 16), 16)
        : -1;
  }

  public ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC);
    FormatVersion.of(formatVersion).putInto(buffer);
    buffer.putLong(owner.clusterId).putLong(owner.memberId);
    buffer.putLong(sequence).putLong(nextIndex).putInt(carriedCrc);
    buffer.putLong(hardState.term()).putLong(hardState.votedFor()).putLong(hardState.commitIndex());
    buffer.putLong(snapshot.index()).putLong(snapshot.term());
    if (layout().tellsOldFromNew()) {
      buffer.putLong(previousSequence);
    }
    buffer.putInt(CHECKED_BYTES, checksum(buffer));
    return buffer.clear();
  }

  /**
   * @param newestKnown format
   */
  public static SegmentHeader read(DiskFile file, int newestKnown) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    int count = file.read(buffer, 0);
    if (count < BYTES || buffer.getLong(0) != MAGIC) {
      throw DataRefusedException.damaged(file.path() + " offset 0: not a segment of a log");
    }
    if (buffer.getInt(CHECKED_BYTES) != checksum(buffer)) {
      throw DataRefusedException.damaged(
          file.path() + " offset 0: the header's checksum is wrong, the file is damaged");
    }
    FormatVersion format = FormatVersion.take(buffer.position(8));
    format.requireKnown(file.path(), newestKnown);
    Owner owner = new Owner(buffer.getLong(), buffer.getLong());
    long sequence = buffer.getLong();
    long nextIndex = buffer.getLong();
    int carriedCrc = buffer.getInt();
    HardState hardState = new HardState(buffer.getLong(), buffer.getLong(), buffer.getLong());
    LogPosition snapshot = new LogPosition(buffer.getLong(), buffer.getLong());
    boolean mayHoldOld = SegmentLayout.of(format.version()).tellsOldFromNew();
    return new SegmentHeader(
        format.version(),
        owner,
        sequence,
        nextIndex,
        carriedCrc,
        hardState,
        snapshot,
        mayHoldOld ? buffer.getLong() : NO_PREVIOUS);
  }

  private static int checksum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, CHECKED_BYTES));
    return (int) crc.getValue();
  }
}
