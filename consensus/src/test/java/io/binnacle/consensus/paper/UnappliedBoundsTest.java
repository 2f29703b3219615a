package io.binnacle.consensus.paper;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RAFT-32, KV-14: what is committed waits for the state machine within bounds, in number and in
 * bytes, at the leader, which refuses proposals, and at a follower, which takes no entries.
 */
class UnappliedBoundsTest {
  private static final int ENTRIES_MAX = 4;
  private static final int UNCOMMITTED_BYTES_MAX = 1_000;
  private static final long BYTES_MAX = 2L * UNCOMMITTED_BYTES_MAX;

  private static OneMember member(int unappliedEntriesMax) {
    return new OneMember(
        Membership.ofVoters(List.of(1L, 2L, 3L)),
        new CoreConfig.Flow(1 << 10, 512, 1 << 20, UNCOMMITTED_BYTES_MAX, unappliedEntriesMax, 100),
        HardState.INITIAL);
  }

  private static boolean isRefused(OneMember leader) {
    List<Effect> effects = leader.take();
    return effects.stream()
        .anyMatch(
            effect ->
                effect instanceof Effect.ProposalsRefused refused
                    && refused.reason() == RefusalReason.OVERLOADED);
  }

  @Test
  void aLeaderRefusesWhatWouldBeTooManyBytesForItsStateMachine() {
    OneMember leader = OneMember.leading(member(20_000));
    leader.step(new Input.Applied(1));
    String command = "x".repeat(400);
    long size = LogEntry.OVERHEAD_BYTES + (long) command.length();
    long fit = BYTES_MAX / size;
    for (long taken = 1; taken <= fit; taken++) {
      leader.propose(command);
      assertThat(isRefused(leader)).as("number %d of %d", taken, fit).isFalse();
      leader.persisted();
      leader.receive(2, new AppendReply(1, true, 1 + taken, LogPosition.NONE));
    }
    leader.propose(command);
    assertThat(isRefused(leader)).isTrue();
    leader.step(new Input.Applied(2));
    leader.propose(command);
    assertThat(isRefused(leader)).as("one is applied").isFalse();
  }

  /** An append of one entry of term 1, all before which is committed. */
  private static AppendEntries append(long index) {
    return new AppendEntries(
        1, OneMember.at(index - 1, index == 1 ? 0 : 1), OneMember.entries(index, 1), index - 1);
  }

  private static long acknowledged(OneMember follower) {
    follower.persisted();
    return follower.takeMessages().stream()
        .mapToLong(
            message -> message instanceof AppendReply reply && reply.accepted() ? reply.index() : 0)
        .max()
        .orElse(0);
  }

  @Test
  void aFollowerTakesNoEntriesWhileTooManyWaitForItsStateMachine() {
    OneMember follower = member(ENTRIES_MAX);
    long index = 1;
    while (index <= ENTRIES_MAX + 2) {
      follower.receive(2, append(index));
      assertThat(acknowledged(follower)).isEqualTo(index);
      index++;
    }
    follower.receive(2, append(index));
    assertThat(acknowledged(follower)).as("as if it was lost").isZero();
    assertThat(follower.core().lastIndex()).isEqualTo(index - 1);
    follower.receive(2, append(index - 1));
    assertThat(acknowledged(follower)).as("what it has, it has").isEqualTo(index - 1);
    follower.step(new Input.Applied(ENTRIES_MAX));
    follower.receive(2, append(index));
    assertThat(acknowledged(follower)).isEqualTo(index);
  }

  @Test
  void aFollowerTakesNoEntriesWhileTooManyBytesWait() {
    OneMember follower = member(20_000);
    long taken = 0;
    long bytes = 0;
    while (acknowledgesNext(follower, taken + 1)) {
      taken++;
      assertThat(bytes).as("before number %d", taken).isLessThanOrEqualTo(BYTES_MAX);
      bytes += OneMember.entries(taken, 1).getFirst().sizeInBytes();
    }
    assertThat(bytes).isGreaterThan(BYTES_MAX);
    follower.step(new Input.Applied(taken / 2));
    assertThat(acknowledgesNext(follower, taken + 1)).isTrue();
  }

  private static boolean acknowledgesNext(OneMember follower, long index) {
    follower.receive(2, append(index));
    return acknowledged(follower) == index;
  }

  /** It may take more than the bound to commit anything: what earlier leaders left behind. */
  @Test
  void whatIsNotCommittedIsTakenWhateverItsSize() {
    OneMember follower = member(ENTRIES_MAX);
    for (long index = 1; index <= 200; index++) {
      AppendEntries append = append(index);
      follower.receive(2, new AppendEntries(1, append.previous(), append.entries(), 0));
      assertThat(acknowledged(follower)).isEqualTo(index);
    }
  }

  /**
   * RAFT-68: what a snapshot stands for that is still read does not count, what is behind it does.
   */
  @Test
  void behindASnapshotThatIsReadEntriesAreTakenWithinTheBounds() {
    Membership membership = Membership.ofVoters(List.of(1L, 2L, 3L));
    OneMember follower = member(ENTRIES_MAX);
    follower.receive(2, new AppendEntries(1, LogPosition.NONE, List.of(), 0));
    follower.persisted();
    long index = 100 * ENTRIES_MAX;
    follower.step(
        new Input.SnapshotPersisted(
            new SnapshotDescription(OneMember.at(index, 1), membership, 100, 0)));
    acknowledged(follower);
    for (int behind = 1; behind <= ENTRIES_MAX + 2; behind++) {
      assertThat(acknowledgesNext(follower, ++index)).as("%d behind it", behind).isTrue();
    }
    assertThat(acknowledgesNext(follower, index + 1)).isFalse();
  }

  /** The leader of one whose append got lost sends again once it hears from it. */
  @Test
  void whatWasNotTakenIsSentAgain() {
    OneMember leader = OneMember.leading(member(ENTRIES_MAX));
    leader.receive(3, new AppendReply(1, true, 1, LogPosition.NONE));
    leader.step(new Input.Applied(1));
    leader.propose("c");
    leader.persisted();
    leader.take();
    leader.tick(CoreConfig.Timing.DEFAULT.heartbeatTicks());
    leader.receive(3, new HeartbeatReply(1, 0, false));
    leader.receive(3, new AppendReply(1, false, 2, OneMember.at(1, 1)));
    assertThat(leader.takeMessages())
        .anyMatch(
            message ->
                message instanceof AppendEntries append
                    && append.previous().index() == 1
                    && append.entries().size() == 1);
  }
}
