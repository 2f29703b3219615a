package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * RAFT-16, otherwise than the checklist has it in one clause: a member that stood still, as after
 * SIGSTOP or a long collection of garbage. Ticks collapse into one. But a leader does not confirm
 * itself anew for reads that it accepted before the pause: answers to a round of heartbeats that it
 * had sent for them by then still count, however late it hears them. That is linearizable, as
 * docs/reads.md says. What is asked after the pause gets a round of its own.
 */
class PausedMemberTest {
  private static final ConsensusConfig CONFIG = config("a");
  private static final long OTHER = config("b").group().memberId();
  private static final long TICK_NANOS = CONFIG.timing().tickMillis() * 1_000_000L;

  private static ConsensusConfig config(String name) {
    return ConsensusConfig.of(
        ConsensusConfig.Group.ofInitialCluster(
            "group", name, Map.of("a", "h:1", "b", "h:2", "c", "h:3")),
        7);
  }

  private static SteppedMember<Long> start() throws IOException {
    return start(new NoPeers());
  }

  private static SteppedMember<Long> start(PeerTransport transport) throws IOException {
    return new SteppedMember<>(
        CONFIG,
        CoreConfig.of(CONFIG.group().memberId(), 7),
        SteppedMember.Data.of(new CrashDisk()),
        transport,
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

  /** RAFT-47: also where the answers to the round of before are the first it hears again. */
  @Test
  void aLeaderThatStoodStillAnswersOnlyReadsOfBeforeByARoundOfBefore() throws IOException {
    Post post = new Post();
    SteppedMember<Long> leader = start(post);
    long now = elect(leader);
    CompletableFuture<ReadOutcome> before = leader.read(now);
    settle(leader, now);
    long round = post.takeRound();
    assertThat(round).isPositive();

    now += 3_000_000_000L;
    CompletableFuture<ReadOutcome> after = leader.read(now);
    settle(leader, now);
    assertThat(leader.role()).as("after one tick").isEqualTo(RoleName.LEADER);
    assertThat(before).isNotDone();
    leader.received(OTHER, new HeartbeatReply(1, round, false));
    settle(leader, now);
    assertThat(before).isCompletedWithValueMatching(ReadOutcome.Ready.class::isInstance);
    now += TICK_NANOS;
    settle(leader, now);
    assertThat(after).isNotDone();
    long next = post.takeRound();
    assertThat(next).isGreaterThan(round);
    leader.received(OTHER, new HeartbeatReply(1, next, false));
    settle(leader, now);
    assertThat(after).isCompletedWithValueMatching(ReadOutcome.Ready.class::isInstance);
  }

  /** By the votes of one other member. */
  private static long elect(SteppedMember<Long> member) throws IOException {
    long now = 0;
    while (member.role() == RoleName.FOLLOWER) {
      now += TICK_NANOS;
      settle(member, now);
    }
    member.received(OTHER, new VoteReply(1, true, true));
    settle(member, now);
    member.received(OTHER, new VoteReply(1, true, false));
    settle(member, now);
    member.received(OTHER, new AppendReply(1, true, 1, LogPosition.NONE));
    settle(member, now);
    assertThat(member.role()).isEqualTo(RoleName.LEADER);
    assertThat(member.commitIndex()).isEqualTo(1);
    return now;
  }

  private static void settle(SteppedMember<Long> member, long now) throws IOException {
    int work = 1;
    while (work > 0) {
      work = 0;
      for (Part part : Part.values()) {
        work += member.step(part, now);
      }
    }
  }

  /** Keeps the newest round of heartbeats. */
  private static final class Post implements PeerTransport {
    private long round;

    long takeRound() {
      long taken = round;
      round = 0;
      return taken;
    }

    @Override
    public void start(Receiver receiver) {}

    @Override
    public void send(long to, PeerMessage message) {
      if (message instanceof Heartbeat heartbeat) {
        round = heartbeat.readContext();
      }
    }

    @Override
    public boolean isConnected(long peer) {
      return true;
    }

    @Override
    public void close() {}
  }
}
