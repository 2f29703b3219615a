package io.binnacle.consensus.paper;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Effect.ReadFailure;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.ReadIndexReply;
import io.binnacle.consensus.message.PeerMessage.ReadIndexRequest;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linearizable reads without clocks: section 6.4 of the Raft thesis, sentence by sentence. */
class ReadRulesTest {
  /** Member 1 leads term 1 of this group; its first entry is on its disk, and not committed yet. */
  private static OneMember elected(Membership membership) {
    OneMember leader = new OneMember(membership, CoreConfig.Flow.DEFAULT, HardState.INITIAL);
    leader.campaign();
    leader.persisted();
    leader.receive(2, new VoteReply(1, true, false));
    leader.receive(3, new VoteReply(1, true, false));
    assertThat(leader.core().role()).isEqualTo(RoleName.LEADER);
    leader.persisted();
    leader.take();
    return leader;
  }

  private static OneMember elected() {
    return elected(Membership.ofVoters(List.of(1L, 2L, 3L)));
  }

  /** The same, with its first entry committed by members 2 and 3. */
  private static OneMember leading(Membership membership) {
    OneMember leader = elected(membership);
    acknowledge(leader, 2, 1);
    acknowledge(leader, 3, 1);
    assertThat(leader.core().commitIndex()).isEqualTo(1);
    leader.take();
    return leader;
  }

  private static void acknowledge(OneMember leader, long member, long index) {
    leader.receive(member, new AppendReply(1, true, index, LogPosition.NONE));
  }

  private static void hear(OneMember leader, long member, long context) {
    leader.receive(member, new HeartbeatReply(1, context, false));
  }

  /** Of the round that was sent since the effects were last taken; 0 where there is none. */
  private static long round(OneMember leader) {
    return round(leader.take());
  }

  private static long round(List<Effect> effects) {
    return effects.stream()
        .map(effect -> effect instanceof Effect.Send send ? send.message() : null)
        .filter(Heartbeat.class::isInstance)
        .mapToLong(message -> ((Heartbeat) message).readContext())
        .max()
        .orElse(0);
  }

  /** Those that may be answered since the effects were last taken. */
  private static List<Effect> ready(OneMember member) {
    return member.take().stream().filter(Effect.ReadReady.class::isInstance).toList();
  }

  private static Effect ready(long request, long index) {
    return new Effect.ReadReady(request, index);
  }

  // "If the leader has not yet marked an entry from its current term committed, it waits until it
  // has done so."

  /** RAFT-46: what earlier leaders committed may be more than it knows to be committed. */
  @Test
  void aNewLeaderAnswersNothingBeforeAnEntryOfItsTermIsCommitted() {
    OneMember leader = elected();
    leader.step(new Input.ReadRequested(1));
    leader.tick(CoreConfig.Timing.DEFAULT.heartbeatTicks());
    long round = round(leader);
    hear(leader, 2, round);
    hear(leader, 3, round);
    assertThat(ready(leader)).isEmpty();
    acknowledge(leader, 2, 1);
    round = round(leader);
    assertThat(round).as("the read is still there").isPositive();
    hear(leader, 2, round);
    assertThat(ready(leader)).containsExactly(ready(1, 1));
  }

  // "The leader saves its current commit index in a local variable readIndex."

  /** RAFT-46: as it was when the round began, not when it ends. */
  @Test
  void theReadIndexIsTheCommitIndexAtTheBeginningOfTheRound() {
    OneMember leader = leading(Membership.ofVoters(List.of(1L, 2L, 3L)));
    leader.step(new Input.ReadRequested(1));
    long round = round(leader);
    leader.propose("later");
    leader.persisted();
    acknowledge(leader, 2, 2);
    assertThat(leader.core().commitIndex()).isEqualTo(2);
    hear(leader, 2, round);
    assertThat(ready(leader)).containsExactly(ready(1, 1));
    leader.step(new Input.ReadRequested(2));
    hear(leader, 2, round(leader));
    assertThat(ready(leader)).containsExactly(ready(2, 2));
  }

  // "It issues a new round of heartbeats and waits for their acknowledgments from a majority of the
  // cluster."

  /** RAFT-46, RAFT-47 */
  @Test
  void onlyAMajorityThatAnswersThisRoundConfirmsARead() {
    OneMember leader = leading(Membership.ofVoters(List.of(1L, 2L, 3L, 4L, 5L)));
    leader.step(new Input.ReadRequested(1));
    long first = round(leader);
    hear(leader, 2, first);
    hear(leader, 2, first);
    assertThat(ready(leader)).as("one of five, twice").isEmpty();
    hear(leader, 3, first);
    assertThat(ready(leader)).containsExactly(ready(1, 1));
    leader.step(new Input.ReadRequested(2));
    long second = round(leader);
    assertThat(second).isGreaterThan(first);
    for (long member = 2; member <= 5; member++) {
      hear(leader, member, first);
      acknowledge(leader, member, 1);
    }
    assertThat(ready(leader)).as("answers to the round before, and to appends").isEmpty();
    hear(leader, 4, second);
    hear(leader, 5, second);
    assertThat(ready(leader)).containsExactly(ready(2, 1));
  }

  /** RAFT-46, RAFT-57 */
  @Test
  void learnersConfirmNothing() {
    Membership membership = new Membership(List.of(1L, 2L, 3L), List.of(4L, 5L), List.of());
    OneMember leader = leading(membership);
    leader.step(new Input.ReadRequested(1));
    long round = round(leader);
    hear(leader, 4, round);
    hear(leader, 5, round);
    assertThat(ready(leader)).isEmpty();
    hear(leader, 3, round);
    assertThat(ready(leader)).containsExactly(ready(1, 1));
  }

  /**
   * RAFT-46, RAFT-55: from voters 1, 2 and 4 to voters 1, 3 and 5, each half with a majority
   * without the other.
   */
  @ParameterizedTest
  @CsvSource({"2, 4, 3", "2, 4, 5", "3, 5, 2", "3, 5, 4"})
  void inJointConsensusBothHalvesConfirm(long one, long other, long ofTheOtherHalf) {
    Membership joint = new Membership(List.of(1L, 3L, 5L), List.of(), List.of(1L, 2L, 4L));
    OneMember leader = leading(joint);
    leader.step(new Input.ReadRequested(1));
    long round = round(leader);
    hear(leader, one, round);
    hear(leader, other, round);
    assertThat(ready(leader)).isEmpty();
    hear(leader, ofTheOtherHalf, round);
    assertThat(ready(leader)).containsExactly(ready(1, 1));
  }

  /**
   * RAFT-47, RAFT-49: it may have to see what was acknowledged after the round began. The next one
   * begins as this one ends, not with the next tick.
   */
  @Test
  void aReadThatComesDuringARoundWaitsForTheNext() {
    OneMember leader = leading(Membership.ofVoters(List.of(1L, 2L, 3L)));
    leader.step(new Input.ReadRequested(1));
    long first = round(leader);
    leader.step(new Input.ReadRequested(2));
    assertThat(round(leader)).as("one round at a time").isZero();
    hear(leader, 2, first);
    List<Effect> atOnce = leader.take();
    assertThat(atOnce).contains(ready(1, 1)).doesNotContain(ready(2, 1));
    long second = round(atOnce);
    assertThat(second).isGreaterThan(first);
    hear(leader, 3, first);
    assertThat(ready(leader)).isEmpty();
    hear(leader, 3, second);
    assertThat(ready(leader)).containsExactly(ready(2, 1));
  }

  /** RAFT-46, RAFT-52: another leader may have committed more by now. */
  @Test
  void aLeaderThatIsDeposedAnswersNothingAnyMore() {
    OneMember leader = leading(Membership.ofVoters(List.of(1L, 2L, 3L)));
    leader.step(new Input.ReadRequested(1));
    long round = round(leader);
    leader.receive(3, new Heartbeat(2, 0, 0));
    assertThat(leader.take()).contains(new Effect.ReadFailed(1, ReadFailure.LEADER_CHANGED));
    hear(leader, 2, round);
    assertThat(ready(leader)).isEmpty();
  }

  // "A follower can ask the leader for a current readIndex."

  /** Follows member 2 in term 3. */
  private static OneMember follower() {
    OneMember follower = OneMember.fresh(3);
    follower.receive(2, new Heartbeat(3, 0, 0));
    follower.persisted();
    follower.take();
    return follower;
  }

  /** The context of the request that was sent to this leader; 0 where there is none. */
  private static long asked(OneMember follower, long leader) {
    for (Effect effect : follower.take()) {
      if (effect instanceof Effect.Send(long to, PeerMessage message)
          && message instanceof ReadIndexRequest request) {
        assertThat(to).isEqualTo(leader);
        return request.readContext();
      }
    }
    return 0;
  }

  /** RAFT-48 */
  @Test
  void aFollowerTakesItsLeadersAnswerToTheRequestThatIsOut() {
    OneMember follower = follower();
    follower.step(new Input.ReadRequested(1));
    long context = asked(follower, 2);
    follower.receive(2, new ReadIndexReply(3, context - 1, 7));
    follower.receive(2, new ReadIndexReply(3, context + 1, 7));
    assertThat(ready(follower)).as("answers to other requests").isEmpty();
    follower.receive(3, new ReadIndexReply(3, context, 7));
    assertThat(ready(follower)).as("of one that does not lead").isEmpty();
    follower.receive(2, new ReadIndexReply(3, context, 8));
    assertThat(ready(follower)).containsExactly(ready(1, 8));
  }

  /** RAFT-48, RAFT-47: the answer may be of before the second read was asked for. */
  @Test
  void anAnswerIsForNoReadThatCameAfterItsRequest() {
    OneMember follower = follower();
    follower.step(new Input.ReadRequested(1));
    long first = asked(follower, 2);
    follower.step(new Input.ReadRequested(2));
    assertThat(asked(follower, 2)).as("one request at a time").isZero();
    follower.receive(2, new ReadIndexReply(3, first, 7));
    List<Effect> effects = follower.take();
    assertThat(effects).contains(ready(1, 7)).doesNotContain(ready(2, 7));
    long second =
        effects.stream()
            .filter(Effect.Send.class::isInstance)
            .mapToLong(
                effect -> ((ReadIndexRequest) ((Effect.Send) effect).message()).readContext())
            .sum();
    assertThat(second).isGreaterThan(first);
    follower.receive(2, new ReadIndexReply(3, first, 7));
    assertThat(ready(follower)).as("the first answer, doubled").isEmpty();
    follower.receive(2, new ReadIndexReply(3, second, 9));
    assertThat(ready(follower)).containsExactly(ready(2, 9));
  }

  /** RAFT-47, RAFT-48, RAFT-49: the request or its answer was lost. */
  @Test
  void aRequestIsRepeatedUnderANewNameAndOnlyThatOneIsAnswered() {
    OneMember follower = follower();
    follower.step(new Input.ReadRequested(1));
    long first = asked(follower, 2);
    int retryTicks = CoreConfig.Timing.DEFAULT.readRetryTicks();
    follower.tick(retryTicks - 1);
    assertThat(asked(follower, 2)).isZero();
    follower.tick(1);
    long second = asked(follower, 2);
    assertThat(second).isGreaterThan(first);
    follower.step(new Input.ReadRequested(2));
    follower.receive(2, new ReadIndexReply(3, first, 7));
    assertThat(ready(follower)).isEmpty();
    follower.receive(2, new ReadIndexReply(3, second, 8));
    assertThat(ready(follower)).containsExactly(ready(1, 8));
  }

  /** RAFT-48: what was asked of a leader is failed with it, and its late answer is for nothing. */
  @Test
  void anAnswerOfALeaderThatWasLeftCountsForNothing() {
    OneMember follower = follower();
    follower.step(new Input.ReadRequested(1));
    long ofTerm3 = asked(follower, 2);
    follower.receive(3, new Heartbeat(4, 0, 0));
    assertThat(follower.take()).contains(new Effect.ReadFailed(1, ReadFailure.LEADER_CHANGED));
    follower.step(new Input.ReadRequested(2));
    long ofTerm4 = asked(follower, 3);
    for (long context : List.of(ofTerm3, ofTerm4)) {
      follower.receive(2, new ReadIndexReply(3, context, 7));
      follower.receive(2, new ReadIndexReply(4, context, 7));
    }
    follower.receive(3, new ReadIndexReply(3, ofTerm4, 7));
    assertThat(ready(follower)).isEmpty();
    follower.receive(3, new ReadIndexReply(4, ofTerm4, 9));
    assertThat(ready(follower)).containsExactly(ready(2, 9));
  }

  /** RAFT-48: also where it comes back and leads the same term on. */
  @Test
  void aReadFailsWhenTheLeaderIsLostAndItsLateAnswerCountsForNothing() {
    OneMember follower = follower();
    follower.step(new Input.ReadRequested(1));
    long before = asked(follower, 2);
    follower.step(new Input.PeerLost(2));
    assertThat(follower.take()).contains(new Effect.ReadFailed(1, ReadFailure.LEADER_CHANGED));
    follower.receive(2, new Heartbeat(3, 0, 0));
    follower.step(new Input.ReadRequested(2));
    long after = asked(follower, 2);
    assertThat(after).isGreaterThan(before);
    follower.receive(2, new ReadIndexReply(3, before, 7));
    assertThat(ready(follower)).isEmpty();
    follower.receive(2, new ReadIndexReply(3, after, 8));
    assertThat(ready(follower)).containsExactly(ready(2, 8));
  }
}
