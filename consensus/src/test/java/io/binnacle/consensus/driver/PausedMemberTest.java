package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RAFT-16: a member that stood still, as after SIGSTOP or a long collection of garbage. */
class PausedMemberTest {
  private static final ConsensusConfig CONFIG =
      ConsensusConfig.of(
          ConsensusConfig.Group.ofInitialCluster(
              "group", "a", Map.of("a", "h:1", "b", "h:2", "c", "h:3")),
          7);
  private static final long TICK_NANOS = CONFIG.timing().tickMillis() * 1_000_000L;

  private static SteppedMember<Long> start() throws IOException {
    return new SteppedMember<>(
        CONFIG,
        CoreConfig.of(CONFIG.group().memberId(), 7),
        SteppedMember.Data.of(new CrashDisk()),
        new NoPeers(),
        new ToyMachine(),
        _ -> {});
  }

  @Test
  void oneTickStandsForAllThatWereMissed() throws IOException {
    SteppedMember<Long> member = start();
    long now = 0;
    for (int pause = 0; pause < 20; pause++) {
      now += 60_000_000_000L;
      member.step(Part.DRIVER, now);
      member.step(Part.DRIVER, now);
      assertThat(member.role()).isEqualTo(RoleName.FOLLOWER);
    }
    for (int tick = 0; tick < 80; tick++) {
      now += TICK_NANOS;
      member.step(Part.DRIVER, now);
    }
    assertThat(member.role())
        .as("after as many ticks, one by one")
        .isEqualTo(RoleName.PRE_CANDIDATE);
  }

  /** A little late is no pause: ticks keep their rate. */
  @Test
  void aTickThatIsALittleLateDoesNotDelayTheNext() throws IOException {
    SteppedMember<Long> member = start();
    long now = 0;
    int ticks = 0;
    while (member.role() == RoleName.FOLLOWER) {
      now += TICK_NANOS * 3 / 2;
      ticks += member.step(Part.DRIVER, now) + member.step(Part.DRIVER, now);
      assertThat(now).as("until it campaigns").isLessThan(81 * TICK_NANOS);
    }
    assertThat(ticks).isGreaterThan(1);
  }
}
