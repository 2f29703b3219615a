package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Design D3, WAL-11, INV-10: why a member whose disk has lost something that it had acknowledged
 * must never come back under the same id, and that ours does not.
 */
class DamagedMemberTest {
  private static final String SEGMENT = "wal/0000000000000000-0000000000000001.wal";
  private final SteppedGroup group = new SteppedGroup(3, SteppedGroup.smallFiles(), "a", "b", "c");

  /**
   * A write that two of three have acknowledged, and its client with them; the third was cut off.
   *
   * @return one that has the write and does not lead
   */
  private String writeOnTwoOfThree() throws IOException {
    group.startAll();
    String leader = group.awaitLeader();
    List<String> others =
        group.running.keySet().stream().filter(name -> !name.equals(leader)).toList();
    String witness = others.getFirst();
    String cut = others.getLast();
    group.proposeAndRun(leader, "before");
    group.run(20);
    group.cutOff(cut);
    assertThat(group.proposeAndRun(leader, "acknowledged"))
        .isInstanceOf(ProposalOutcome.Applied.class);
    group.run(20);
    assertThat(group.machines.get(cut).texts()).containsExactly("before");
    group.stop(leader);
    group.stop(witness);
    group.reconnect(cut);
    leaderThen = leader;
    return witness;
  }

  private String leaderThen = "";

  /** Only to show the loss: what a program does that heals its disk in place. */
  @Test
  void aDamagedMemberThatRefilledUnderItsOwnIdWouldLoseAnAcknowledgedWrite() throws IOException {
    String witness = writeOnTwoOfThree();
    group.disks.put(witness, new CrashDisk());
    group.start(witness);
    String next = group.awaitLeader();
    assertThat(group.proposeAndRun(next, "later")).isInstanceOf(ProposalOutcome.Applied.class);
    group.start(leaderThen);
    group.run(400);
    assertThat(group.running).hasSize(3);
    for (String member : group.running.keySet()) {
      assertThat(group.machines.get(member).texts())
          .as("the acknowledged write is gone for good, also at %s", member)
          .containsExactly("before", "later");
    }
  }

  private static int placeOf(String text, CrashDisk disk) throws IOException {
    try (DiskFile file = disk.open(SEGMENT, Disk.OpenMode.READ_ONLY)) {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(content, 0);
      int place = new String(content.array(), StandardCharsets.ISO_8859_1).indexOf(text);
      assertThat(place).as("where '%s' is in the log", text).isPositive();
      return place;
    }
  }

  /** BUG-38 */
  @Test
  void aDamagedMemberStaysOutSoThatTheAcknowledgedWriteSurvives() throws IOException {
    String witness = writeOnTwoOfThree();
    CrashDisk disk = group.disks.get(witness);
    int rotten = placeOf("acknowledged", disk);
    disk.flip(SEGMENT, rotten);
    assertThatThrownBy(() -> group.start(witness))
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining(SEGMENT)
        .hasMessageContaining("no longer votes or acknowledges under its id")
        .hasMessageNotContainingAny("\n");
    group.run(400);
    assertThat(group.leader()).as("one of three decides nothing").isNull();

    disk.flip(SEGMENT, rotten);
    assertThatThrownBy(() -> group.start(witness))
        .as("also when it reads well again")
        .isInstanceOf(DataRefusedException.class)
        .hasMessageContaining("was found damaged before")
        .hasMessageContaining(SEGMENT);

    group.start(leaderThen);
    String next = group.awaitLeader();
    assertThat(group.proposeAndRun(next, "later")).isInstanceOf(ProposalOutcome.Applied.class);
    group.run(100);
    for (String member : group.running.keySet()) {
      assertThat(group.machines.get(member).texts())
          .containsExactly("before", "acknowledged", "later");
    }
  }
}
