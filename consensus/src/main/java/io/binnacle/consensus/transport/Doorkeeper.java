package io.binnacle.consensus.transport;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.identity.KnownDirectories;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How this member introduces itself, and who is let in, certificates aside. Any thread. */
final class Doorkeeper {
  private final ConsensusConfig.Group group;
  private final Hello.Versions versions;

  /** Null where nobody has told, as in tests of the transport alone. */
  private volatile @Nullable KnownDirectories directories;

  private volatile Understanding understands = Understanding.UNSAID;
  private volatile List<Long> removed = List.of();

  Doorkeeper(ConsensusConfig.Group group, Hello.Versions versions) {
    this.group = group;
    this.versions = versions;
  }

  /** What this member says of itself, and remembers of the others. */
  void identify(KnownDirectories known, Understanding own) {
    directories = known;
    understands = own;
  }

  /** Whom the group has removed is turned away from now on (RAFT-18). */
  synchronized void turnAway(List<Long> removedIds) {
    removed = List.copyOf(removedIds);
    KnownDirectories known = directories;
    if (known != null) {
      known.forget(removed);
    }
  }

  Hello helloTo(ConsensusConfig.Member to, Hello.Lane lane) {
    ConsensusConfig.Member self = group.self();
    KnownDirectories known = directories;
    return new Hello(
        versions,
        group.clusterId(),
        self.memberId(),
        to.memberId(),
        lane,
        self,
        known == null ? KnownDirectories.UNSAID : known.own(),
        understands);
  }

  int newestVersion() {
    return versions.newest();
  }

  /**
   * Whether the caller means this member of this group, in a version both know.
   *
   * @return that version
   */
  int requireMeant(Hello hello) throws RefusedPeerException {
    int version = versions.common(hello.versions());
    if (version == 0) {
      throw new RefusedPeerException(
          ConnectionFault.VERSION,
          "no common version",
          "protocol " + hello.versions() + " called, this member speaks " + versions);
    }
    if (hello.clusterId() != group.clusterId()) {
      throw RefusedPeerException.otherCluster(hello.clusterId(), group.clusterId());
    }
    if (hello.to() != group.memberId()) {
      throw new RefusedPeerException(
          ConnectionFault.MEMBER,
          "another member was called",
          "member "
              + HexadecimalId.of(hello.to())
              + " was called, this is member "
              + HexadecimalId.of(group.memberId()));
    }
    if (removed.contains(hello.from())) {
      throw RefusedPeerException.removed(hello.from());
    }
    return version;
  }

  /** Of a caller that has proved to be the member it says it is. */
  synchronized void requireDirectory(Hello hello) throws RefusedPeerException {
    KnownDirectories known = directories;
    if (known != null && !known.admit(hello.from(), hello.directory())) {
      throw RefusedPeerException.otherDirectory(hello.from());
    }
  }
}
