package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.identity.KnownDirectories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * BUG-32, RAFT-58: a voter whose directory was emptied, started with its old flags. The network of
 * this test is of letters; what a member does at the door, with the directories it remembers, is
 * the real thing.
 */
class EmptiedMemberTest {
  private final AtomicLong chance = new AtomicLong(1);
  private final SteppedGroup group = new SteppedGroup(77, SteppedGroup.smallFiles(), "a", "b", "c");
  private final Map<String, KnownDirectories> doors = new TreeMap<>();
  private String leaderThen = "";
  private String emptied = "";

  /**
   * A write that two of three have acknowledged, while the third was cut off; one of the two then
   * loses its directory, and the other one is down for a while.
   */
  @BeforeEach
  void aWriteIsOnTwoOfThreeAndOneOfTheseIsEmptied() throws IOException {
    group.startAll();
    String leader = group.awaitLeader();
    for (String name : group.running.keySet()) {
      openDoor(name);
    }
    group.running.keySet().forEach(this::knockAtAll);
    List<String> others = new ArrayList<>(group.running.keySet());
    others.remove(leader);
    emptied = others.getFirst();
    String cut = others.getLast();
    group.proposeAndRun(leader, "before");
    group.run(20);
    group.cutOff(cut);
    assertThat(group.proposeAndRun(leader, "acknowledged"))
        .isInstanceOf(ProposalOutcome.Applied.class);
    group.run(20);
    group.stop(leader);
    group.stop(emptied);
    group.reconnect(cut);
    leaderThen = leader;
    group.disks.put(emptied, new CrashDisk());
  }

  /** Only to show the loss: nobody looks at the door. */
  @Test
  void withoutALookAtItsDirectoryTheAcknowledgedWriteIsLost() throws IOException {
    group.start(emptied);
    String next = group.awaitLeader();
    assertThat(group.proposeAndRun(next, "later")).isInstanceOf(ProposalOutcome.Applied.class);
    group.start(leaderThen);
    group.run(400);
    for (String member : group.running.keySet()) {
      assertThat(group.machines.get(member).texts())
          .as("the acknowledged write is gone for good, also at %s", member)
          .containsExactly("before", "later");
    }
  }

  /** BUG-32 */
  @Test
  void nobodyLetsItInSoThatTheAcknowledgedWriteSurvives() throws IOException {
    openDoor(emptied);
    group.lose(letter -> letter.from().equals(emptied) && !admits(letter.to(), emptied));
    group.start(emptied);
    group.run(400);
    assertThat(group.leader()).as("one of three decides nothing").isNull();

    group.start(leaderThen);
    String next = group.awaitLeader();
    assertThat(group.proposeAndRun(next, "later")).isInstanceOf(ProposalOutcome.Applied.class);
    group.run(100);
    for (String member : group.running.keySet()) {
      if (!member.equals(emptied)) {
        assertThat(group.machines.get(member).texts())
            .containsExactly("before", "acknowledged", "later");
      }
    }
  }

  /** What was remembered is remembered after a start, too. */
  private boolean admits(String at, String caller) {
    try {
      return KnownDirectories.load(group.disks.get(at), chance::incrementAndGet)
          .admit(group.id(caller), doors.get(caller).own());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void openDoor(String name) throws IOException {
    doors.put(name, KnownDirectories.load(group.disks.get(name), () -> chance.addAndGet(2)));
  }

  private void knockAtAll(String caller) {
    doors.forEach(
        (name, door) -> {
          if (!name.equals(caller)) {
            assertThat(door.admit(group.id(caller), doors.get(caller).own())).isTrue();
          }
        });
  }
}
