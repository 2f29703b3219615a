package io.binnacle.consensus.paper;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.RequestVote;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads under a leader's lease, by hand: what the simulation does with chance. */
class ReadLeaseTest {
  private static final long SECOND = 1_000_000_000L;

  /** A second's promise, clocks that may be off by a fifth: two thirds of a second. */
  private static final CoreConfig.ReadLease LEASE =
      CoreConfig.ReadLease.of(new ConsensusConfig.ReadLease(true, 200), SECOND);

  /** Its clock shows two seconds; the followers have said that they know promises. */
  private static OneMember leader() {
    OneMember member = OneMember.withLease(LEASE);
    member.step(new Input.ClockRead(2 * SECOND));
    OneMember.leading(member);
    member.step(new Input.Understood(2, new Understanding(2, 1)));
    member.step(new Input.Understood(3, new Understanding(2, 1)));
    member.step(new Input.Applied(1));
    return member;
  }

  private static Heartbeat heartbeatOf(OneMember leader) {
    leader.tick(4);
    return leader.takeMessages().stream()
        .filter(Heartbeat.class::isInstance)
        .map(Heartbeat.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static boolean readsAtOnce(OneMember leader, long requestId) {
    leader.step(new Input.ReadRequested(requestId));
    List<Effect> effects = leader.take();
    boolean ready = effects.contains(new Effect.ReadReady(requestId, 1));
    boolean asks = effects.stream().anyMatch(Effect.Send.class::isInstance);
    assertThat(asks).as("it asks exactly if it has no lease").isNotEqualTo(ready);
    return ready;
  }

  @Test
  void theLeaseIsThePromiseLessWhatClocksMayDiffer() {
    assertThat(LEASE.promiseNanos()).isEqualTo(SECOND);
    assertThat(LEASE.leaseNanos() / 1_000_000).isEqualTo(666);
    assertThat(CoreConfig.ReadLease.of(ConsensusConfig.ReadLease.OFF, SECOND))
        .isEqualTo(CoreConfig.ReadLease.OFF);
  }

  /** RAFT-50: counted from the sending of what was answered. */
  @Test
  void aLeaderReadsWithoutARoundForAsLongAsAMajorityHasPromised() {
    OneMember leader = leader();
    assertThat(readsAtOnce(leader, 1)).as("nobody has promised").isFalse();
    Heartbeat heartbeat = heartbeatOf(leader);
    assertThat(heartbeat.promiseNanos()).isEqualTo(SECOND);
    leader.step(new Input.ClockRead(2 * SECOND + 500_000_000));
    leader.receive(2, new HeartbeatReply(1, heartbeat.readContext(), true));
    leader.take();
    assertThat(readsAtOnce(leader, 2)).isTrue();
    leader.step(new Input.ClockRead(2 * SECOND + 666_000_000));
    assertThat(readsAtOnce(leader, 3)).isTrue();
    leader.step(new Input.ClockRead(2 * SECOND + 667_000_000));
    assertThat(leader.core().holdsLease()).isFalse();
    assertThat(readsAtOnce(leader, 4)).isFalse();
  }

  /** RAFT-50 */
  @Test
  void anAnswerWithoutAPromiseConfirmsARoundAndNoMore() {
    OneMember leader = leader();
    leader.step(new Input.ReadRequested(1));
    long context = heartbeatOf(leader).readContext();
    leader.receive(2, new HeartbeatReply(1, context));
    assertThat(leader.take()).contains(new Effect.ReadReady(1, 1));
    assertThat(readsAtOnce(leader, 2)).isFalse();
  }

  /** Programs of before do not know the question. */
  @Test
  void whoMayNotUnderstandIsNotAskedForAPromise() {
    OneMember leader = leader();
    leader.step(new Input.Understood(2, Understanding.UNSAID));
    leader.step(new Input.Understood(3, Understanding.UNSAID));
    assertThat(heartbeatOf(leader).promiseNanos()).isZero();
  }

  /** RAFT-50: neither for others nor for itself, however it hears that the leader is lost. */
  @Test
  void whoHasPromisedVotesForNobody() {
    OneMember member = OneMember.withLease(LEASE);
    member.step(new Input.ClockRead(5 * SECOND));
    member.receive(2, new Heartbeat(1, 0, 7, SECOND));
    member.persisted();
    assertThat(member.takeMessages()).containsExactly(new HeartbeatReply(1, 7, true));
    member.step(new Input.PeerLost(2));
    member.take();
    member.receive(3, new RequestVote(2, LogPosition.NONE, true, false));
    member.receive(3, new RequestVote(2, LogPosition.NONE, false, false));
    member.tick(80);
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(member.core().term()).isEqualTo(1);
    assertThat(member.takeMessages()).isEmpty();
    member.step(new Input.ClockRead(6 * SECOND));
    member.receive(3, new RequestVote(2, LogPosition.NONE, false, false));
    member.persisted();
    assertThat(member.takeMessages()).contains(new VoteReply(2, true, false));
  }

  /** RAFT-51: for whom the leader hands over to, the promise makes an exception. */
  @Test
  void whoHasPromisedVotesForWhomTheLeaderHandsOverTo() {
    OneMember member = OneMember.withLease(LEASE);
    member.step(new Input.ClockRead(5 * SECOND));
    member.receive(2, new Heartbeat(1, 0, 7, SECOND));
    member.persisted();
    member.take();
    member.receive(3, new RequestVote(2, LogPosition.NONE, false, true));
    member.persisted();
    assertThat(member.takeMessages()).containsExactly(new VoteReply(2, true, false));
  }

  /** RAFT-51: and so the leader must not read by it from then on, even if it goes on to lead. */
  @Test
  void aLeaderThatBeginsToHandOverHasNoLeaseInThisTerm() {
    OneMember leader = leader();
    leader.receive(2, new HeartbeatReply(1, heartbeatOf(leader).readContext(), true));
    leader.take();
    assertThat(leader.core().holdsLease()).isTrue();
    leader.step(new Input.TransferRequested(2, 1));
    assertThat(leader.core().holdsLease()).isFalse();
    for (int i = 0; i < 12; i++) {
      Heartbeat heartbeat = heartbeatOf(leader);
      assertThat(heartbeat.promiseNanos()).as("it does not even ask").isZero();
      leader.receive(2, new HeartbeatReply(1, heartbeat.readContext(), true));
    }
    assertThat(leader.core().role()).as("nobody took over").isEqualTo(RoleName.LEADER);
    assertThat(leader.core().holdsLease()).isFalse();
  }

  /** RAFT-50: what it promised in its last life it does not know any more. */
  @Test
  void afterItsStartAMemberWaitsForAsLongAsItMayHavePromised() {
    OneMember member = OneMember.withLease(LEASE);
    member.receive(3, new RequestVote(2, LogPosition.NONE, false, false));
    member.tick(80);
    assertThat(member.takeMessages()).isEmpty();
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    member.step(new Input.ClockRead(SECOND));
    member.tick(80);
    assertThat(member.core().role()).isEqualTo(RoleName.PRE_CANDIDATE);
  }

  /** Off by default: nothing is promised, whoever asks, and nobody waits. */
  @Test
  void aMemberWithoutTheOptionPromisesNothing() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new Heartbeat(1, 0, 7, SECOND));
    member.persisted();
    assertThat(member.takeMessages()).containsExactly(new HeartbeatReply(1, 7, false));
    member.step(new Input.PeerLost(2));
    member.tick(6);
    assertThat(member.core().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    OneMember leader = OneMember.leader();
    leader.tick(4);
    assertThat(leader.takeMessages())
        .filteredOn(PeerMessage.Heartbeat.class::isInstance)
        .allMatch(message -> ((Heartbeat) message).promiseNanos() == 0);
  }

  /** A longer promise than its own start would wait for is not made. */
  @Test
  void whoIsAskedForMoreThanItsOwnTimeoutPromisesNothing() {
    OneMember member = OneMember.withLease(LEASE);
    member.receive(2, new Heartbeat(1, 0, 7, SECOND + 1));
    member.persisted();
    assertThat(member.takeMessages()).containsExactly(new HeartbeatReply(1, 7, false));
  }
}
