package io.binnacle.apiserver.joining;

import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be seen of a member's data directory before the member is started in it. */
public enum DirectoryCondition {
  /** It holds a member; whether that one starts is found out by starting it. */
  HOLDS_MEMBER,

  /**
   * It holds nothing that a member would have acknowledged. {@link #isJoining} says whether one has
   * begun to join in it.
   */
  EMPTY,

  /** Its member was removed from the group, and knows. */
  REMOVED,

  /** It was found damaged, so that its member never takes part again. */
  DAMAGED;

  /** Looks at the directory, which need not exist. */
  public static DirectoryCondition of(Path dataDirectory) {
    if (RemovedMark.isIn(dataDirectory)) {
      return REMOVED;
    }
    Path member = dataDirectory.resolve("member");
    try {
      if (Files.isDirectory(member) && DamageMark.isOn(FileDisk.at(member))) {
        return DAMAGED;
      }
      JoinFile joined = JoinFile.read(dataDirectory);
      boolean hadData = joined != null && joined.settled();
      return Files.exists(member.resolve("wal")) || hadData ? HOLDS_MEMBER : EMPTY;
    } catch (IOException _) {
      // The start will say what is wrong with it.
      return HOLDS_MEMBER;
    }
  }

  /** Whether a member has taken an id of the group there, and is not settled in it yet. */
  public static boolean isJoining(Path dataDirectory) {
    try {
      JoinFile joined = JoinFile.read(dataDirectory);
      return joined != null && !joined.settled();
    } catch (IOException _) {
      return false;
    }
  }
}
