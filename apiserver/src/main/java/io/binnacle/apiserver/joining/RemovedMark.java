package io.binnacle.apiserver.joining;

import io.binnacle.apiserver.certificates.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@code removed} in the data directory of a member that learned that its group has
 * removed it: its id is never taken again (RAFT-58), so starting it there is of no use.
 */
public final class RemovedMark {
  private static final String NAME = "removed";

  private RemovedMark() {}

  public static boolean isIn(Path dataDirectory) {
    return Files.exists(dataDirectory.resolve(NAME));
  }

  public static void put(Path dataDirectory) throws IOException {
    PrivateFiles.write(dataDirectory.resolve(NAME), "This member was removed from its group.\n");
  }

  /** What is in the directory belongs to another group now. */
  static void take(Path dataDirectory) throws IOException {
    Files.deleteIfExists(dataDirectory.resolve(NAME));
  }
}
