package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FormatVersion;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.wire.MalformedException;
import io.binnacle.consensus.wire.MembershipCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The first block of a snapshot file (WAL-23); the content follows it. */
final class SnapshotHeader {
  static final int BYTES = 4096;
  static final String SUFFIX = ".snapshot";

  private static final long MAGIC = 0x424E_434C_534E_500AL; // "BNCLSNP\n"
  private static final int FORMAT_VERSION = 1;
  private static final int CHECKED_BYTES = BYTES - 4;
  private static final int FIXED_BYTES = 64;

  private SnapshotHeader() {}

  static String fileName(LogPosition position) {
    return String.format(Locale.ROOT, "%016x-%016x%s", position.index(), position.term(), SUFFIX);
  }

  /** Null where the name is not that of a snapshot. */
  static @Nullable LogPosition positionOf(String fileName) {
    int half = Long.BYTES * 2;
    if (fileName.length() != 2 * half + 1 + SUFFIX.length() || !fileName.endsWith(SUFFIX)) {
      return null;
    }
    try {
      LogPosition position =
          new LogPosition(
              Long.parseLong(fileName, 0, half, 16),
              Long.parseLong(fileName, half + 1, 2 * half + 1, 16));
      return fileName(position).equals(fileName) ? position : null;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  static ByteBuffer encode(long clusterId, SnapshotDescription snapshot) {
    Invariant.check(
        FIXED_BYTES + MembershipCodec.size(snapshot.membership()) <= CHECKED_BYTES,
        "the configuration does not fit into a snapshot's header");
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC);
    FormatVersion.of(FORMAT_VERSION).putInto(buffer);
    buffer.putLong(clusterId);
    buffer.putLong(snapshot.position().index()).putLong(snapshot.position().term());
    buffer.putLong(snapshot.contentBytes()).putInt(snapshot.contentChecksum());
    buffer.position(FIXED_BYTES);
    MembershipCodec.write(snapshot.membership(), buffer);
    buffer.putInt(CHECKED_BYTES, checksum(buffer));
    return buffer.clear();
  }

  /**
   * @throws MalformedException when it is damaged
   * @throws DataRefusedException when it is of another group or of a format that is not known
   */
  static SnapshotDescription read(DiskFile file, long clusterId) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    if (file.read(buffer, 0) < BYTES
        || buffer.getLong(0) != MAGIC
        || buffer.getInt(CHECKED_BYTES) != checksum(buffer)) {
      throw new MalformedException(file.path() + ": the header is damaged");
    }
    FormatVersion.take(buffer.position(8)).requireKnown(file.path(), FORMAT_VERSION);
    if (buffer.getLong() != clusterId) {
      throw DataRefusedException.foreign(file.path() + " is a snapshot of another group");
    }
    LogPosition position = new LogPosition(buffer.getLong(), buffer.getLong());
    long contentBytes = buffer.getLong();
    int contentChecksum = buffer.getInt();
    buffer.position(FIXED_BYTES).limit(CHECKED_BYTES);
    Membership membership = MembershipCodec.read(buffer);
    return new SnapshotDescription(position, membership, contentBytes, contentChecksum);
  }

  private static int checksum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, CHECKED_BYTES));
    return (int) crc.getValue();
  }
}
