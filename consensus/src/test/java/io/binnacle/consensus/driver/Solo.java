package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One life of a group of one on a disk in memory; the test says which part steps when. */
final class Solo {
  static final int COMMAND_BYTES = 500;
  private static final ConsensusConfig CONFIG =
      ConsensusConfig.of(ConsensusConfig.Group.single("alone"), 7);

  static final long CLUSTER_ID = CONFIG.group().clusterId();

  final ToyMachine machine = new ToyMachine();
  private final CrashDisk disk;
  private final SteppedMember<Long> member;
  private long nowNanos;

  /**
   * @param tailEntries kept in the log behind a snapshot
   */
  Solo(CrashDisk disk, int tailEntries) throws IOException {
    this(disk, tailEntries, 1);
  }

  /**
   * @param commandVersion that its state machine knows
   */
  Solo(CrashDisk disk, int tailEntries, int commandVersion) throws IOException {
    this.disk = disk;
    machine.knowCommandsUpTo(commandVersion);
    this.member =
        new SteppedMember<>(
            CONFIG.withStorage(new ConsensusConfig.Storage(4_096, 4_000, tailEntries, 4_096)),
            new CoreConfig(
                CONFIG.group().memberId(),
                7,
                CoreConfig.Timing.DEFAULT,
                CoreConfig.Flow.DEFAULT,
                new CoreConfig.Retention(tailEntries, CoreConfig.Retention.DEFAULT.tailBytesMax())),
            SteppedMember.Data.of(disk),
            new NoPeers(),
            machine,
            _ -> {});
    member.understood(
        CONFIG.group().memberId(), new Understanding(Understanding.ENTRIES_NEWEST, commandVersion));
  }

  /** Steps every part until the member leads and nothing is left to do. */
  void settle() throws IOException {
    settleWithout(EnumSet.noneOf(Part.class));
  }

  void settleWithout(Set<Part> resting) throws IOException {
    for (int tick = 0; tick < 200; tick++) {
      nowNanos += CONFIG.timing().tickMillis() * 1_000_000L;
      int work = 1;
      while (work > 0) {
        work = 0;
        for (Part part : EnumSet.complementOf(EnumSet.copyOf(resting))) {
          work += member.step(part, nowNanos);
        }
      }
    }
  }

  int step(Part part) throws IOException {
    return member.step(part, nowNanos);
  }

  CompletableFuture<ProposalOutcome<Long>> propose(String command) {
    return member.propose(Bytes.ofUtf8(command), nowNanos);
  }

  CompletableFuture<ProposalOutcome<Long>> propose(String command, int version) {
    return member.propose(Bytes.ofUtf8(command), version, nowNanos);
  }

  List<String> snapshots() {
    return disk.list("snapshots").stream().filter(name -> name.endsWith(".snapshot")).toList();
  }

  void close() throws IOException {
    member.close();
  }
}
