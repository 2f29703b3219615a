package io.binnacle.consensus.paper;

import static io.binnacle.consensus.paper.OneMember.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RAFT-69: while a snapshot is on its way to a follower, its sender keeps the log behind it, also
 * where it has a newer snapshot itself by then, and after its arrival until the follower has what
 * it kept; for 30 s each at most.
 */
class SnapshotOnItsWayTest {
  private static final int TAIL_ENTRIES = 1;

  /** 30 s in ticks of 25 ms. */
  private static final int HELD_TICKS_MAX = 1_200;

  /** Leads; member 3 has nothing, and is being sent the snapshot at 6. */
  private static OneMember sender() {
    OneMember leader =
        OneMember.leading(OneMember.keeping(new CoreConfig.Retention(TAIL_ENTRIES, 1 << 20)));
    leader.step(new Input.Applied(1));
    commit(leader, 6);
    leader.step(new Input.SnapshotTaken(at(6, 1)));
    assertThat(leader.take()).contains(new Effect.ReleaseLog(at(5, 1)));
    leader.receive(3, new AppendReply(1, false, 1, LogPosition.NONE));
    leader.receive(3, new HeartbeatReply(1, 0, false));
    assertThat(leader.take()).contains(new Effect.StartSnapshotSend(3, 1));
    commit(leader, 11);
    leader.take();
    return leader;
  }

  /** Up to this index, by the leader and member 2. */
  private static void commit(OneMember leader, long index) {
    while (leader.core().lastIndex() < index) {
      leader.propose("c");
    }
    leader.persisted();
    leader.receive(2, new AppendReply(1, true, index, LogPosition.NONE));
    leader.step(new Input.Applied(index));
  }

  /** What it lets go of while member 2 answers. */
  private static void tick(OneMember leader, int ticks) {
    for (int tick = 0; tick < ticks; tick++) {
      leader.tick(1);
      leader.receive(2, new HeartbeatReply(1, 0, false));
    }
    assertThat(leader.core().role()).isEqualTo(RoleName.LEADER);
  }

  private static OneMember senderWithANewerSnapshot() {
    OneMember leader = sender();
    leader.step(new Input.SnapshotTaken(at(11, 1)));
    tick(leader, 100);
    assertThat(leader.take()).noneMatch(Effect.ReleaseLog.class::isInstance);
    assertThat(leader.core().firstIndex()).as("the entry behind the older snapshot").isEqualTo(6);
    return leader;
  }

  @Test
  void theLogBehindASnapshotThatDoesNotArriveIsHeldUntilItsTransferEnds() {
    OneMember leader = senderWithANewerSnapshot();
    leader.step(new Input.SnapshotSendFinished(3, at(6, 1), false));
    assertThat(leader.take()).contains(new Effect.ReleaseLog(at(10, 1)));
    assertThat(leader.core().firstIndex()).isEqualTo(11);
  }

  /** Otherwise the next snapshot would be sent in their place, and the next, without an end. */
  @Test
  void theEntriesBehindADeliveredSnapshotAreSentAndThenLetGo() {
    OneMember leader = senderWithANewerSnapshot();
    leader.step(new Input.SnapshotSendFinished(3, at(6, 1), true));
    leader.receive(3, new AppendReply(1, true, 6, LogPosition.NONE));
    List<Effect> sent = leader.take();
    assertThat(sent).noneMatch(Effect.StartSnapshotSend.class::isInstance);
    assertThat(sent).noneMatch(Effect.ReleaseLog.class::isInstance);
    assertThat(sent)
        .anyMatch(
            effect ->
                effect instanceof Effect.Send(long to, AppendEntries append)
                    && to == 3
                    && append.entries().getFirst().index() == 7
                    && append.entries().getLast().index() == 11);
    leader.receive(3, new AppendReply(1, true, 11, LogPosition.NONE));
    tick(leader, CoreConfig.Timing.DEFAULT.heartbeatTicks());
    assertThat(leader.take()).contains(new Effect.ReleaseLog(at(10, 1)));
  }

  /** It has the snapshot, but does not say so: the memory and the disk are not its own. */
  @Test
  void thirtySecondsAfterItsArrivalTheLogIsHeldNoLonger() {
    OneMember leader = senderWithANewerSnapshot();
    leader.step(new Input.SnapshotSendFinished(3, at(6, 1), true));
    tick(leader, HELD_TICKS_MAX - 1);
    assertThat(leader.take()).noneMatch(Effect.ReleaseLog.class::isInstance);
    tick(leader, CoreConfig.Timing.DEFAULT.heartbeatTicks());
    assertThat(leader.take()).contains(new Effect.ReleaseLog(at(10, 1)));
  }

  /** A transfer that gets nowhere must not fill the memory and the disk. */
  @Test
  void afterThirtySecondsTheLogIsHeldNoLonger() {
    OneMember leader = sender();
    leader.step(new Input.SnapshotTaken(at(11, 1)));
    tick(leader, HELD_TICKS_MAX - 1);
    assertThat(leader.take()).noneMatch(Effect.ReleaseLog.class::isInstance);
    int heartbeatTicks = CoreConfig.Timing.DEFAULT.heartbeatTicks();
    tick(leader, heartbeatTicks);
    assertThat(leader.take()).contains(new Effect.ReleaseLog(at(10, 1)));
  }

  /** It is for the sender alone: who follows, holds nothing for others. */
  @Test
  void whoLeadsNoLongerHoldsNothing() {
    OneMember leader = sender();
    leader.step(new Input.SnapshotTaken(at(11, 1)));
    leader.take();
    leader.receive(2, new AppendReply(2, false, 0, LogPosition.NONE));
    assertThat(leader.core().role()).isEqualTo(RoleName.FOLLOWER);
    leader.step(new Input.SnapshotTaken(at(11, 1)));
    assertThat(leader.take()).contains(new Effect.ReleaseLog(at(10, 1)));
  }
}
