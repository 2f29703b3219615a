package io.binnacle.store.replicated;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.ConsensusMember;
import io.binnacle.consensus.transport.NoPeers;
import java.io.IOException;
import java.nio.file.Path;

/** A group of one with a log on disk; small files, so that snapshots come soon. */
final class RealMember {
  private RealMember() {}

  static ReplicatedStore open(Path directory, StoreConfig config) throws IOException {
    ConsensusConfig member =
        ConsensusConfig.of(ConsensusConfig.Group.single("alone"), 7)
            .withStorage(new ConsensusConfig.Storage(1 << 20, 256 << 10, 10, 64 << 10));
    return ReplicatedStore.create(
        machine -> ConsensusMember.start(member, FileDisk.at(directory), new NoPeers(), machine),
        config);
  }
}
