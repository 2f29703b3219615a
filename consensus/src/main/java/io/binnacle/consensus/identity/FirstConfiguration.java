package io.binnacle.consensus.identity;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FormatVersion;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The configuration before the first entry of the log, in a file of its own: later starts go by it
 * and not by the flags (RAFT-62). Otherwise a member that has joined a group, started with other
 * flags, could take itself for a voter of a group that never was.
 *
 * <p>{@code long magic | int version | int features | int length | configuration | int crc}; a
 * length of 0 is a member that waits to be added.
 */
public final class FirstConfiguration {
  private static final String PATH = "origin";
  private static final long MAGIC = 0x424E_434C_4F52_470AL; // "BNCLORG\n"
  private static final int FORMAT_VERSION = 1;
  private static final int HEADER_BYTES = 20;

  private FirstConfiguration() {}

  /**
   * @param hasLog whether the directory has begun; until then the flags may still be put right
   */
  public static Membership load(Disk disk, ConsensusConfig.Group group, boolean hasLog)
      throws IOException {
    if (hasLog && disk.exists(PATH)) {
      return read(disk);
    }
    Membership flags =
        group.isJoining()
            ? Membership.NOBODY
            : Membership.ofVoters(
                group.members().stream().map(ConsensusConfig.Member::memberId).toList());
    if (!hasLog) {
      write(disk, flags);
    } else if (group.isJoining()) {
      throw DataRefusedException.foreign(
          PATH + ": this member formed its group and cannot join one");
    }
    return flags;
  }

  static void write(Disk disk, Membership membership) throws IOException {
    Bytes form = membership.voters().isEmpty() ? Bytes.empty() : MembershipForm.write(membership);
    ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + form.length() + Integer.BYTES);
    buffer.putLong(MAGIC);
    FormatVersion.of(FORMAT_VERSION).putInto(buffer);
    buffer.putInt(form.length());
    form.putInto(buffer);
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

  private static Membership read(Disk disk) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(HEADER_BYTES + MembershipForm.BYTES_MAX + Integer.BYTES);
    int count;
    try (DiskFile file = disk.open(PATH, Disk.OpenMode.READ_ONLY)) {
      count = file.read(buffer, 0);
    }
    int formBytes = count < HEADER_BYTES + Integer.BYTES ? -1 : buffer.getInt(16);
    boolean whole =
        formBytes >= 0
            && formBytes == count - HEADER_BYTES - Integer.BYTES
            && buffer.getLong(0) == MAGIC
            && buffer.getInt(count - Integer.BYTES) == checksum(buffer, count - Integer.BYTES);
    if (!whole) {
      throw DataRefusedException.damaged(PATH + ": the first configuration is damaged");
    }
    FormatVersion.take(buffer.position(8)).requireKnown(PATH, FORMAT_VERSION);
    if (formBytes == 0) {
      return Membership.NOBODY;
    }
    Membership membership =
        MembershipForm.read(Bytes.copyOf(buffer.slice(HEADER_BYTES, formBytes)));
    if (membership == null) {
      throw DataRefusedException.damaged(PATH + ": no configuration that can be");
    }
    return membership;
  }

  private static int checksum(ByteBuffer buffer, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, length));
    return (int) crc.getValue();
  }
}
