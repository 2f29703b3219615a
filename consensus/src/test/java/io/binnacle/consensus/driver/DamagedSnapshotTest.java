package io.binnacle.consensus.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * WAL-16, FAULT-05: what the disk makes of a snapshot between its arrival and its restoring is
 * found, as at a start.
 */
class DamagedSnapshotTest {
  private static final ConsensusConfig CONFIG = config("a");
  private static final long LEADER = config("b").group().memberId();
  private static final String PATH = "snapshots/000000000000012c-0000000000000001.snapshot";
  private static final int HEADER_BYTES = 4_096;

  private final CrashDisk disk = new CrashDisk();
  private final ToyMachine machine = new ToyMachine();

  private static ConsensusConfig config(String name) {
    return ConsensusConfig.of(
        ConsensusConfig.Group.ofInitialCluster(
            "group", name, Map.of("a", "h:1", "b", "h:2", "c", "h:3")),
        7);
  }

  @Test
  void aSnapshotThatTheDiskDamagedAfterItsArrivalIsNotRestored() throws IOException {
    SteppedMember<Long> follower =
        new SteppedMember<>(
            CONFIG,
            new CoreConfig(
                CONFIG.group().memberId(),
                7,
                CoreConfig.Timing.DEFAULT,
                CoreConfig.Flow.DEFAULT,
                new CoreConfig.Retention(5, 1 << 20)),
            SteppedMember.Data.of(disk),
            new NoPeers(),
            machine,
            _ -> {});
    follower.received(LEADER, new Heartbeat(1, 0, 0));
    settle(follower);
    byte[] content =
        ByteBuffer.allocate(12).putInt(1).putInt(4).put("text".getBytes(UTF_8)).array();
    follower.received(LEADER, new InstallSnapshot(1, description(content), 0, Bytes.wrap(content)));
    while (follower.step(Part.DRIVER, 0) + follower.step(Part.TRANSFERS, 0) > 0) {
      // Until the driver has been told that it is there.
    }
    assertThat(disk.exists(PATH)).isTrue();
    disk.flip(PATH, HEADER_BYTES + content.length - 1);
    assertThatThrownBy(() -> settle(follower))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the snapshot at index 300 was damaged after it had arrived");
    assertThat(machine.restores).isZero();
    assertThat(follower.appliedIndex()).isZero();
    assertThat(disk.exists(PATH)).isFalse();
    assertThat(disk.exists(PATH + ".broken")).isTrue();
  }

  private static SnapshotDescription description(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return new SnapshotDescription(
        new LogPosition(300, 1),
        Membership.ofVoters(List.of(CONFIG.group().memberId(), LEADER, 3L)),
        content.length,
        (int) crc.getValue());
  }

  private static void settle(SteppedMember<Long> member) throws IOException {
    int work = 1;
    while (work > 0) {
      work = 0;
      for (Part part : Part.values()) {
        work += member.step(part, 0);
      }
    }
  }
}
