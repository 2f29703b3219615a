package io.binnacle.consensus.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The file that says for good that this directory's member must not take part any more. Once damage
 * was found it counts, even if what was damaged reads well the next time: a member that comes back
 * with less than it had acknowledged breaks the majority that relied on it (design D3). That the
 * file exists is what counts; its text is for people.
 */
public final class DamageMark {
  public static final String FILE = "damaged";
  private static final String ADVICE =
      "; this member no longer votes or acknowledges under its id: remove it from its group, empty"
          + " the directory, and let it join as a new member";
  private static final String ADVICE_ALONE =
      "; a member alone has no other one to fetch from: put back a copy of the whole directory, made"
          + " while it was stopped, go on with what is left by 'binnacle recover --force-new-cluster', or begin anew"
          + " with an empty directory; if others have joined it since, remove it there, and let"
          + " it join as a new member with an empty directory";
  private static final int TEXT_BYTES_MAX = 4_096;

  private DamageMark() {}

  /** Whether the directory is marked. */
  public static boolean isOn(Disk disk) throws IOException {
    return disk.exists(FILE);
  }

  /**
   * @throws DataRefusedException where the directory is marked
   */
  public static void requireAbsent(Disk disk) throws IOException {
    if (isOn(disk)) {
      throw DataRefusedException.damaged(
          disk.describe() + " was found damaged before: " + read(disk) + ADVICE);
    }
  }

  /**
   * Marks the directory.
   *
   * @return what to tell people; the mark is durable, unless this says otherwise
   */
  public static DataRefusedException put(Disk disk, String why) {
    String message = disk.describe() + " is damaged: " + why + ADVICE;
    try {
      write(disk, why.getBytes(StandardCharsets.UTF_8));
      return DataRefusedException.damaged(message);
    } catch (IOException e) {
      return DataRefusedException.damaged(
          message + " (this could not be marked in the directory: " + e + ")");
    }
  }

  /** What is told of damage, with advice that makes sense for a member alone. */
  public static String toldAlone(DataRefusedException damaged) {
    return String.valueOf(damaged.getMessage()).replace(ADVICE, ADVICE_ALONE);
  }

  private static void write(Disk disk, byte[] text) throws IOException {
    String temporary = FILE + ".tmp";
    disk.delete(temporary);
    try (DiskFile file = disk.open(temporary, Disk.OpenMode.CREATE_NEW)) {
      file.write(ByteBuffer.wrap(text, 0, Math.min(text.length, TEXT_BYTES_MAX)), 0);
      file.sync();
    }
    disk.rename(temporary, FILE);
    disk.syncDirectory("");
  }

  private static String read(Disk disk) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(TEXT_BYTES_MAX);
    try (DiskFile file = disk.open(FILE, Disk.OpenMode.READ_ONLY)) {
      file.read(text, 0);
    }
    return StandardCharsets.UTF_8.decode(text.flip()).toString().replaceAll("\\p{Cntrl}", " ");
  }
}
