package io.binnacle.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.snapshot.SnapshotFile;
import io.binnacle.consensus.snapshot.SnapshotStore;
import io.binnacle.consensus.snapshot.SnapshotWriter;
import io.binnacle.consensus.wal.RecoveredLog;
import io.binnacle.consensus.wal.WalWrite;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** FAULT-05: a write that went astray, and of which that can be told, is found by who reads. */
class MisdirectedWriteTest {
  private static final int SEEDS = 400;
  private static final int TURNS_MAX = 60;

  private final List<LogEntry> acknowledged = new ArrayList<>();
  private final List<String> struck = new ArrayList<>();
  private long released;
  private long persisted;

  /** WAL-11: as long as the log has the segment, whatever was written behind the hole. */
  @Test
  void aLogWithAMisdirectedWriteRefusesTheStart() throws IOException {
    int refused = 0;
    int released = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulatedDisk disk = logWithAMisdirectedWrite(new Chance(seed));
      if (struck.isEmpty()) {
        continue;
      }
      if (disk.exists(struck.getFirst())) {
        assertThatThrownBy(() -> open(disk).close())
            .as("seed %d, %s", seed, struck)
            .asInstanceOf(InstanceOfAssertFactories.type(DataRefusedException.class))
            .extracting(DataRefusedException::reason)
            .isEqualTo(DataRefusedException.Reason.DAMAGED);
        refused++;
      } else {
        requireEverything(seed, disk);
        released++;
      }
    }
    assertThat(refused).as("logs that were refused").isGreaterThan(SEEDS / 2);
    assertThat(released).as("logs that had released the segment").isGreaterThan(SEEDS / 40);
  }

  /** As it is found after the last write, by the next process or after a loss of power. */
  private SimulatedDisk logWithAMisdirectedWrite(Chance chance) throws IOException {
    acknowledged.clear();
    struck.clear();
    released = 0;
    SimulatedDisk disk = new SimulatedDisk(chance.fork());
    int before = chance.below(TURNS_MAX);
    int behind = chance.below(TURNS_MAX / 4);
    try (WriteAheadLog log = open(disk)) {
      for (int turn = 0; turn < before; turn++) {
        write(log, chance);
      }
      MisdirectedWrite misdirected = new MisdirectedWrite(chance.fork(), struck::add);
      disk.misdirect(misdirected);
      for (int turn = 0; turn < TURNS_MAX && struck.isEmpty(); turn++) {
        write(log, chance);
      }
      misdirected.giveUp();
      for (int turn = 0; turn < behind; turn++) {
        write(log, chance);
      }
    }
    if (chance.percent(50)) {
      disk.crash();
    }
    return disk;
  }

  private WriteAheadLog open(SimulatedDisk disk) throws IOException {
    WriteAheadLog log =
        WriteAheadLog.open(disk, new WriteAheadLog.Options("wal", 5, 6, 16_384, 4_096));
    log.start(id -> persisted = id, () -> {}, () -> {});
    return log;
  }

  private void write(WriteAheadLog log, Chance chance) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    long next = acknowledged.size() + 1L;
    for (int i = chance.below(4); i >= 0; i--) {
      byte[] payload = new byte[chance.below(1_500)];
      for (int at = 0; at < payload.length; at++) {
        payload[at] = (byte) chance.below(256);
      }
      entries.add(
          LogEntry.command(new LogPosition(next, 1), new ProposalId(6, next), Bytes.wrap(payload)));
      next++;
    }
    if (chance.percent(10) && acknowledged.size() > released) {
      released = chance.between(released + 1, acknowledged.size());
      log.submit(new WalWrite.SnapshotTaken(new LogPosition(released, 1)));
      log.submit(new WalWrite.Release(new LogPosition(released, 1)));
    }
    log.submit(new WalWrite.Entries(next, new HardState(1, 6, released), entries));
    log.doWork(0);
    assertThat(persisted).isEqualTo(next);
    acknowledged.addAll(entries);
    while (log.doSupplyWork(0) > 0) {
      // Released segments become the next spare, and are written to again.
    }
  }

  private void requireEverything(long seed, SimulatedDisk disk) throws IOException {
    try (WriteAheadLog log = open(disk)) {
      RecoveredLog recovered = log.recovered();
      assertThat(recovered.base().index()).as("seed %d", seed).isLessThanOrEqualTo(released);
      assertThat(recovered.entries())
          .as("seed %d", seed)
          .isEqualTo(acknowledged.subList((int) recovered.base().index(), acknowledged.size()));
    }
  }

  /** WAL-16 */
  @Test
  void aSnapshotWithAMisdirectedWriteIsSetAside() throws IOException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Chance chance = new Chance(seed);
      SimulatedDisk disk = new SimulatedDisk(chance.fork());
      SnapshotStore store = SnapshotStore.open(disk, "snapshots", 5);
      LogPosition position = new LogPosition(seed, 1);
      struck.clear();
      disk.misdirect(new MisdirectedWrite(chance.fork(), struck::add));
      try (SnapshotWriter writer = store.create(position, Membership.ofVoters(List.of(6L)))) {
        byte[] content = new byte[(int) chance.between(1, 40_000)];
        for (int at = 0; at < content.length; at++) {
          content[at] = (byte) chance.below(256);
        }
        writer.write(content);
        writer.finish();
      }
      assertThat(struck).as("seed %d", seed).hasSize(1);
      try (SnapshotFile file = store.openVerified(position)) {
        assertThat(file).as("seed %d", seed).isNull();
      }
    }
  }
}
