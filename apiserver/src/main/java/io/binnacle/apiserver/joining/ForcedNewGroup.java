package io.binnacle.apiserver.joining;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.identity.NewCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Disaster recovery: what one replica has in its data directory becomes a group of one, after the
 * majority of its group is lost for good (CLUS-06).
 */
public final class ForcedNewGroup {
  /** It listens to nobody until others join, so its address does not matter yet. */
  private static final String NO_ADDRESS = "127.0.0.1:0";

  private ForcedNewGroup() {}

  /**
   * What was made.
   *
   * @param lastIndex where its log ends
   * @param keptIn where what was there before lies now
   */
  public record Made(long lastIndex, Path keptIn) {}

  /** Whether there is a member in the directory, in whatever state. */
  public static boolean holdsMember(Path dataDirectory) {
    return Files.isDirectory(memberIn(dataDirectory));
  }

  private static Path memberIn(Path dataDirectory) {
    return dataDirectory.resolve("member");
  }

  /**
   * Does it, or finishes what an interrupted call began. The replica must not run.
   *
   * @param name the member's in the new group
   * @param token the new group's, another one than before
   * @throws IOException with a message for people
   */
  public static Made in(Path dataDirectory, String name, String token) throws IOException {
    Path member = memberIn(dataDirectory);
    if (!holdsMember(dataDirectory)) {
      throw new IOException(dataDirectory + " holds no member");
    }
    NewCluster.Founded founded =
        NewCluster.found(
            FileDisk.at(member),
            ConsensusConfig.Group.ofInitialCluster(token, name, Map.of(name, NO_ADDRESS)),
            ConsensusConfig.Storage.defaults());
    JoinFile.forget(dataDirectory);
    RemovedMark.take(dataDirectory);
    return new Made(founded.last().index(), member.resolve(founded.keptIn()));
  }
}
