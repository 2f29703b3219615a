package io.binnacle.consensus.paper;

import static io.binnacle.consensus.paper.OneMember.at;
import static io.binnacle.consensus.paper.OneMember.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Effect.TransferFailure;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.HeartbeatReply;
import io.binnacle.consensus.message.PeerMessage.RequestVote;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of the checklist that are beyond figure 2 of the paper, each on one core. */
class RaftRulesTest {
  private static final long EVENTS_ENOUGH = 1_000;
  private static final int UNAPPLIED_MAX = 3;

  private static CoreConfig.Flow flow(
      int appendBytes, int appends, long inflightBytes, long uncommittedBytes) {
    return new CoreConfig.Flow(appendBytes, appends, inflightBytes, uncommittedBytes, 20_000, 100);
  }

  private static OneMember leaderWith(CoreConfig.Flow flow) {
    return OneMember.leading(
        new OneMember(Membership.ofVoters(List.of(1L, 2L, 3L)), flow, HardState.INITIAL));
  }

  private static List<AppendEntries> appendsTo(long to, List<Effect> effects) {
    return effects.stream()
        .filter(
            each ->
                each instanceof Effect.Send send
                    && send.to() == to
                    && send.message() instanceof AppendEntries)
        .map(each -> (AppendEntries) ((Effect.Send) each).message())
        .toList();
  }

  /** RAFT-07: it neither answers nor goes to their term, as a leader or as one that heard it. */
  @Test
  void whoHearsALeaderTakesPartInNoElection() {
    OneMember follower = OneMember.fresh(3);
    follower.receive(2, new Heartbeat(1, 0, 0));
    follower.persisted();
    follower.tick(39);
    OneMember leader = OneMember.leader();
    leader.tick(30);
    leader.receive(2, new HeartbeatReply(1, 0));
    leader.tick(30);
    for (OneMember member : List.of(follower, leader)) {
      member.take();
      member.receive(3, new RequestVote(7, at(9, 1), true, false));
      member.receive(3, new RequestVote(7, at(9, 1), false, false));
      assertThat(member.takeMessages()).isEmpty();
      assertThat(member.core().term()).isEqualTo(1);
    }
    follower.receive(3, new RequestVote(7, at(9, 1), false, true));
    follower.persisted();
    assertThat(follower.takeMessages())
        .as("the leader itself wants this election")
        .containsExactly(new VoteReply(7, true, false));
  }

  /** RAFT-07 */
  @Test
  void whoHasNotHeardTheLeaderForAnElectionTimeoutTakesPart() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new Heartbeat(1, 0, 0));
    member.persisted();
    member.tick(40);
    member.take();
    member.receive(3, new RequestVote(7, at(9, 1), true, false));
    member.receive(3, new RequestVote(7, at(9, 1), false, false));
    member.persisted();
    assertThat(member.takeMessages())
        .containsExactly(new VoteReply(7, true, true), new VoteReply(7, true, false));
  }

  /** RAFT-17: who was removed could otherwise end a leader's term with one answer. */
  @Test
  void answersOfThoseWhoAreNotInTheGroupAreDropped() {
    OneMember leader = OneMember.leader();
    for (PeerMessage answer :
        List.of(
            new VoteReply(7, false, false),
            new AppendReply(7, false, 0, LogPosition.NONE),
            new HeartbeatReply(7, 0),
            new PeerMessage.InstallSnapshotReply(7, at(1, 1), 0, true))) {
      leader.receive(9, answer);
    }
    assertThat(leader.core().role()).isEqualTo(Effect.RoleName.LEADER);
    assertThat(leader.core().term()).isEqualTo(1);
    assertThat(leader.take()).isEmpty();
    OneMember candidate = OneMember.fresh(3);
    candidate.campaign();
    candidate.persisted();
    candidate.receive(9, new VoteReply(1, true, false));
    assertThat(candidate.core().role()).isEqualTo(Effect.RoleName.CANDIDATE);
  }

  /**
   * RAFT-17: this member may be the one whose configuration is behind. What only the member itself
   * may say to its core is an {@link Input} and no {@link PeerMessage}, so it cannot come from
   * elsewhere.
   */
  @Test
  void aVoteRequestOfOneThatIsNotInTheGroupIsJudgedAsAnyOther() {
    OneMember member = new OneMember(3, new HardState(1, 0, 0), 1);
    member.receive(9, new RequestVote(2, LogPosition.NONE, false, false));
    member.receive(9, new RequestVote(2, at(1, 1), false, false));
    member.persisted();
    assertThat(member.takeMessages())
        .containsExactly(new VoteReply(2, false, false), new VoteReply(2, true, false));
  }

  /** RAFT-11: it may have been promoted by an entry that it has not seen. */
  @Test
  void aLearnerAnswersVotesByTheRulesOfVoters() {
    Membership membership = new Membership(List.of(2L, 3L), List.of(1L), List.of());
    OneMember learner =
        new OneMember(membership, CoreConfig.Flow.DEFAULT, new HardState(1, 0, 2), 1, 1);
    learner.receive(2, new RequestVote(2, at(2, 1), false, false));
    learner.persisted();
    assertThat(learner.takeMessages()).containsExactly(new VoteReply(2, true, false));
    learner.receive(3, new RequestVote(2, at(2, 1), false, false));
    assertThat(learner.takeMessages()).containsExactly(new VoteReply(2, false, false));
    learner.receive(3, new RequestVote(3, at(1, 1), false, false));
    learner.persisted();
    assertThat(learner.takeMessages()).containsExactly(new VoteReply(3, false, false));
    learner.tick(200);
    assertThat(learner.core().role()).as("it never campaigns").isEqualTo(Effect.RoleName.FOLLOWER);
  }

  /** BUG-30, RAFT-28: the stream of a follower whose acknowledgement was lost does not stall. */
  @Test
  void withAFullWindowEachHeartbeatAnswerSendsOneAppendWithoutEntries() {
    OneMember leader = leaderWith(flow(1, 2, 1 << 20, 1 << 20));
    for (int i = 0; i < 5; i++) {
      leader.propose("c" + i);
    }
    assertThat(appendsTo(2, leader.take())).as("as many as the window takes").hasSize(2);
    leader.tick(4);
    leader.take();
    leader.receive(2, new HeartbeatReply(1, 0));
    List<AppendEntries> sent = appendsTo(2, leader.take());
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().entries()).isEmpty();
    assertThat(sent.getFirst().previous().index()).as("behind what was sent").isEqualTo(3);
    // What it answers is what the window waits for.
    leader.receive(2, new AppendReply(1, true, 3, LogPosition.NONE));
    assertThat(appendsTo(2, leader.take())).hasSize(2);
  }

  /** RAFT-28: what goes into one append is bounded, but for a single entry that is larger. */
  @Test
  void anAppendIsOfSoManyBytesAtMostAndALargerEntryGoesAlone() {
    OneMember leader = leaderWith(flow(200, 512, 1 << 20, 1 << 20));
    leader.receive(3, new AppendReply(1, true, 1, LogPosition.NONE));
    leader.step(new Input.PeerLost(3));
    leader.take();
    leader.propose("x".repeat(500));
    leader.propose("a");
    leader.propose("b");
    leader.take();
    leader.receive(3, new AppendReply(1, true, 1, LogPosition.NONE));
    List<Integer> counts =
        appendsTo(3, leader.take()).stream().map(append -> append.entries().size()).toList();
    assertThat(counts).containsExactly(1, 2);
  }

  /** RAFT-32: with nothing uncommitted, any size is taken; and what commits makes room. */
  @Test
  void beyondTheUncommittedBytesProposalsAreRefusedUntilSomethingCommits() {
    OneMember leader = leaderWith(flow(1 << 10, 512, 1 << 20, 300));
    leader.step(new Input.Applied(1));
    leader.propose("x".repeat(1_000));
    assertThat(refusals(leader)).as("the tail was empty").isEmpty();
    leader.propose("y");
    assertThat(refusals(leader)).containsExactly(RefusalReason.OVERLOADED);
    leader.persisted();
    leader.receive(2, new AppendReply(1, true, 2, LogPosition.NONE));
    leader.step(new Input.Applied(2));
    leader.propose("y");
    assertThat(refusals(leader)).isEmpty();
  }

  private static List<RefusalReason> refusals(OneMember member) {
    return member.take().stream()
        .filter(Effect.ProposalsRefused.class::isInstance)
        .map(each -> ((Effect.ProposalsRefused) each).reason())
        .toList();
  }

  /** RAFT-32: a new leader counts what its log holds uncommitted, of whatever term. */
  @Test
  void aNewLeaderCountsTheUncommittedTailOfItsLog() {
    OneMember leader =
        new OneMember(
            Membership.ofVoters(List.of(1L, 2L, 3L)),
            flow(1 << 10, 512, 1 << 20, 200),
            new HardState(1, 0, 0),
            1,
            1,
            1);
    leader.campaign();
    leader.persisted();
    leader.receive(2, new VoteReply(2, true, false));
    leader.take();
    leader.propose("y");
    assertThat(refusals(leader)).containsExactly(RefusalReason.OVERLOADED);
  }

  /** RAFT-32, the apply gap: of what is committed, so many entries may wait to be applied. */
  @Test
  void beyondTheUnappliedEntriesProposalsAreRefusedUntilSomethingIsApplied() {
    OneMember leader =
        leaderWith(new CoreConfig.Flow(1 << 10, 512, 1 << 20, 1 << 20, UNAPPLIED_MAX, 100));
    leader.step(new Input.Applied(1));
    for (int i = 1; i <= UNAPPLIED_MAX; i++) {
      leader.propose("x");
    }
    leader.persisted();
    leader.receive(2, new AppendReply(1, true, 1 + UNAPPLIED_MAX, LogPosition.NONE));
    leader.propose("the last that is taken");
    assertThat(refusals(leader)).as("as many wait as may").isEmpty();
    leader.persisted();
    leader.receive(2, new AppendReply(1, true, 2 + UNAPPLIED_MAX, LogPosition.NONE));
    leader.propose("x");
    assertThat(refusals(leader)).containsExactly(RefusalReason.OVERLOADED);
    Proposal another = new Proposal(new ProposalId(2, 1), Bytes.ofUtf8("x"));
    leader.receive(2, new PeerMessage.Propose(1, List.of(another)));
    assertThat(leader.takeMessages())
        .contains(
            new PeerMessage.ProposeRefused(1, List.of(another.id()), RefusalReason.OVERLOADED));
    leader.step(new Input.Applied(2));
    leader.propose("x");
    assertThat(refusals(leader)).as("one is applied").isEmpty();
  }

  /** RAFT-49: what waits for a round is bounded, at the leader as at a follower. */
  @Test
  void beyondTheReadRequestsAReadIsRefusedUntilOneIsAnswered() {
    OneMember leader = leaderWith(withReads(2));
    leader.step(new Input.ReadRequested(1));
    leader.receive(3, new PeerMessage.ReadIndexRequest(1, 7));
    leader.take();
    leader.step(new Input.ReadRequested(3));
    assertThat(failedReads(leader)).containsExactly(OVERLOADED_THIRD);
    leader.receive(3, new PeerMessage.ReadIndexRequest(1, 8));
    leader.receive(2, new HeartbeatReply(1, 1, false));
    leader.step(new Input.ReadRequested(3));
    assertThat(failedReads(leader)).as("one was answered").isEmpty();
    leader.receive(2, new HeartbeatReply(1, 2, false));
    assertThat(leader.takeMessages())
        .as("one of another member that found no room is asked for again by that member")
        .filteredOn(PeerMessage.ReadIndexReply.class::isInstance)
        .containsExactly(new PeerMessage.ReadIndexReply(1, 7, 1));

    OneMember follower =
        new OneMember(Membership.ofVoters(List.of(1L, 2L, 3L)), withReads(2), HardState.INITIAL);
    follower.receive(2, new Heartbeat(1, 0, 0, 0));
    for (int read = 1; read <= 3; read++) {
      follower.step(new Input.ReadRequested(read));
    }
    assertThat(failedReads(follower)).containsExactly(OVERLOADED_THIRD);
  }

  private static final Effect.ReadFailed OVERLOADED_THIRD =
      new Effect.ReadFailed(3, Effect.ReadFailure.OVERLOADED);

  private static CoreConfig.Flow withReads(int readRequestsMax) {
    return new CoreConfig.Flow(1 << 10, 512, 1 << 20, 1 << 20, 20_000, readRequestsMax);
  }

  private static List<Effect> failedReads(OneMember member) {
    return member.take().stream().filter(Effect.ReadFailed.class::isInstance).toList();
  }

  /** RAFT-39: that something is committed is known again from the others. */
  @Test
  void aChangeOfTheCommitIndexAloneIsNotWritten() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new AppendEntries(1, LogPosition.NONE, entries(1, 1, 1), 0));
    member.persisted();
    member.take();
    member.receive(2, new Heartbeat(1, 2, 0));
    List<Effect> effects = member.take();
    assertThat(member.core().commitIndex()).isEqualTo(2);
    assertThat(effects).noneMatch(Effect.Persist.class::isInstance);
    assertThat(effects).anyMatch(Effect.Apply.class::isInstance);
  }

  /**
   * RAFT-44, RAFT-10: whose committed configuration is not in force yet asks for no vote. What it
   * answers to others does not depend on the configuration.
   */
  @Test
  void aMemberWithACommittedConfigurationThatIsNotAppliedDoesNotCampaign() {
    OneMember member = OneMember.fresh(3);
    Membership four = new Membership(List.of(1L, 2L, 3L), List.of(4L), List.of());
    LogEntry change = LogEntry.membership(at(1, 1), ProposalId.NONE, MembershipForm.write(four));
    member.receive(2, new AppendEntries(1, LogPosition.NONE, List.of(change), 1));
    member.persisted();
    member.take();
    member.tick(200);
    assertThat(member.core().role()).isEqualTo(Effect.RoleName.FOLLOWER);
    assertThat(member.takeMessages()).isEmpty();
    member.receive(3, new RequestVote(2, at(1, 1), true, false));
    assertThat(member.takeMessages()).containsExactly(new VoteReply(2, true, true));
    member.step(new Input.Applied(1));
    assertThat(member.core().membership()).isEqualTo(four);
    member.tick(80);
    assertThat(member.core().role()).isEqualTo(Effect.RoleName.PRE_CANDIDATE);
  }

  /** RAFT-61: joint parts included; and later configurations of the log count on top. */
  @Test
  void aSnapshotBringsTheConfigurationAsOfItsIndex() {
    Membership joint = new Membership(List.of(1L, 2L, 4L), List.of(3L), List.of(1L, 2L, 3L));
    OneMember member = OneMember.fresh(3);
    member.receive(2, new Heartbeat(5, 0, 0));
    member.step(new Input.SnapshotPersisted(new SnapshotDescription(at(10, 4), joint, 100, 0)));
    assertThat(member.core().membership()).isEqualTo(joint);
    member.step(new Input.SnapshotInstalled(at(10, 4)));
    Membership after = new Membership(List.of(1L, 2L, 4L), List.of(), List.of());
    LogEntry next = LogEntry.membership(at(11, 5), ProposalId.NONE, MembershipForm.write(after));
    RaftCore restarted =
        new RaftCore(
            CoreConfig.of(1, 42),
            new RaftCore.Recovered(
                new HardState(5, 0, 11), at(10, 4), List.of(next), at(10, 4), joint));
    assertThat(restarted.membership()).isEqualTo(joint);
    assertThat(restarted.step(new Input.Tick())).contains(new Effect.Apply(List.of(next)));
    restarted.step(new Input.Applied(11));
    assertThat(restarted.membership()).isEqualTo(after);
  }

  /** CLUS-25: a member of the program before stays behind until it is upgraded. */
  @Test
  void aSnapshotGoesOnlyToWhoCanReadIt() {
    OneMember leader = OneMember.behindSnapshot(at(10, 1), 2);
    leader.step(new Input.Understood(3, Understanding.UNSAID));
    leader.campaign();
    leader.persisted();
    leader.receive(2, new VoteReply(2, true, false));
    leader.persisted();
    assertThat(snapshotsSentTo3(leader)).isZero();
    leader.step(new Input.Understood(3, new Understanding(2, 2)));
    assertThat(snapshotsSentTo3(leader)).isOne();
  }

  /** While it says, again and again, that its log is empty. */
  private static long snapshotsSentTo3(OneMember leader) {
    for (int i = 0; i < 40; i++) {
      leader.tick(1);
      leader.receive(2, new HeartbeatReply(2, 0));
      leader.receive(3, new HeartbeatReply(2, 0));
      leader.receive(3, new AppendReply(2, false, 10, LogPosition.NONE));
    }
    assertThat(leader.core().role()).isEqualTo(Effect.RoleName.LEADER);
    return leader.take().stream().filter(new Effect.StartSnapshotSend(3, 2)::equals).count();
  }

  /** CLUS-10, CLUS-25: a reason that a program of before cannot read would break its connection. */
  @Test
  void anAddressInUseIsRefusedInWordsThatTheProposerKnows() {
    OneMember leader = OneMember.leader();
    leader.step(new Input.Applied(1));
    MemberContact third = new MemberContact(3, "c", "host", 2380);
    MembershipChange add =
        new MembershipChange(
            List.of(new MembershipChange.Step.AddLearner(new MemberContact(4, "d", "host", 2380))),
            List.of(third));
    assertThat(answersTo(leader, 1, add)).containsExactly(RefusalReason.ID_USED);
    leader.step(new Input.Understood(2, new Understanding(2, 1)));
    assertThat(answersTo(leader, 2, add)).containsExactly(RefusalReason.ADDRESS_USED);
    assertThat(leader.core().lastIndex()).as("nothing was added to the log").isOne();
  }

  /** What a leader of term 1 tells member 2. */
  private static List<RefusalReason> answersTo(
      OneMember leader, long sequence, MembershipChange change) {
    leader.receive(
        2,
        new PeerMessage.Propose(
            1,
            List.of(
                new Proposal(
                    new ProposalId(2, sequence),
                    MembershipForm.writeChange(change),
                    Proposal.Kind.MEMBERSHIP))));
    leader.persisted();
    return leader.takeMessages().stream()
        .filter(PeerMessage.ProposeRefused.class::isInstance)
        .map(each -> ((PeerMessage.ProposeRefused) each).reason())
        .toList();
  }

  /** RAFT-64 */
  @Test
  void aTransferEndsWhenItsTargetIsAVoterNoMore() {
    OneMember leader = OneMember.leader();
    leader.step(new Input.Applied(1));
    leader.receive(3, new AppendReply(1, true, 1, LogPosition.NONE));
    // The change first: while a transfer is under way no other proposal is taken.
    Membership without3 = new Membership(List.of(1L, 2L), List.of(3L), List.of(1L, 2L, 3L));
    MembershipChange demote =
        new MembershipChange(List.of(new MembershipChange.Step.Demote(3)), List.of());
    leader.step(
        new Input.Proposed(
            List.of(
                new Proposal(
                    new ProposalId(1, EVENTS_ENOUGH),
                    MembershipForm.writeChange(demote),
                    Proposal.Kind.MEMBERSHIP))));
    leader.persisted();
    leader.step(new Input.TransferRequested(3, 1));
    leader.take();
    leader.receive(2, new AppendReply(1, true, 2, LogPosition.NONE));
    leader.step(new Input.Applied(2));
    assertThat(leader.core().membership().voters()).isEqualTo(without3.voters());
    assertThat(leader.take())
        .contains(new Effect.TransferFailed(3, TransferFailure.BAD_TARGET, List.of(1L)))
        .noneMatch(
            each ->
                each instanceof Effect.Send send
                    && send.message() instanceof PeerMessage.TimeoutNow);
  }

  /** RAFT-64 */
  @Test
  void aLearnerAndARemovedMemberStayWhereTheyAreWhenToldToCampaign() {
    for (Membership membership :
        List.of(
            new Membership(List.of(2L, 3L), List.of(1L), List.of()),
            Membership.ofVoters(List.of(2L, 3L)))) {
      OneMember member =
          new OneMember(membership, CoreConfig.Flow.DEFAULT, new HardState(1, 0, 0), 1);
      member.receive(2, new Heartbeat(1, 0, 0));
      member.take();
      member.receive(2, new PeerMessage.TimeoutNow(1));
      member.tick(10);
      assertThat(member.core().role()).isEqualTo(Effect.RoleName.FOLLOWER);
      assertThat(member.core().term()).isEqualTo(1);
      assertThat(member.takeMessages()).isEmpty();
    }
  }

  /** RAFT-22: what a leader says of its commit index is never beyond what the follower has. */
  @Test
  void aHeartbeatSaysNoMoreThanTheFollowerHasAcknowledged() {
    OneMember leader = OneMember.leader();
    leader.step(
        new Input.Proposed(
            List.of(new Proposal(new ProposalId(1, EVENTS_ENOUGH), Bytes.ofUtf8("x")))));
    leader.persisted();
    leader.receive(2, new AppendReply(1, true, 2, LogPosition.NONE));
    leader.take();
    leader.tick(4);
    List<Effect> effects = leader.take();
    assertThat(effects)
        .contains(
            new Effect.Send(2, new Heartbeat(1, 2, 0)), new Effect.Send(3, new Heartbeat(1, 0, 0)));
  }

  /**
   * INV-04: where most members have lost what was acknowledged, the one that has it does not agree
   * to what they put in its place.
   */
  @Test
  void aFollowerStopsWhereALeaderContradictsWhatIsCommitted() {
    OneMember inItsPlace = new OneMember(3, new HardState(2, 0, 3), 1, 1, 2);
    assertThatThrownBy(
            () -> inItsPlace.receive(2, new AppendEntries(3, at(2, 1), entries(3, 3), 2)))
        .isInstanceOf(Invariant.Violation.class)
        .hasMessageContaining("entry 3 of term 3")
        .hasMessageContaining("lost by other members");
    OneMember before = new OneMember(3, new HardState(2, 0, 3), 1, 1, 2);
    assertThatThrownBy(() -> before.receive(2, new AppendEntries(3, at(3, 3), entries(4, 3), 3)))
        .isInstanceOf(Invariant.Violation.class)
        .hasMessageContaining("entry 3 of term 3");
  }

  /** RAFT-21: an old message, or one that begins before what is committed, is none of that. */
  @Test
  void aFollowerTakesWhatALeaderRepeatsOfWhatIsCommitted() {
    OneMember follower = new OneMember(3, new HardState(2, 0, 3), 1, 1, 2);
    follower.receive(2, new AppendEntries(3, at(1, 1), entries(2, 1, 2, 3), 3));
    follower.persisted();
    assertThat(follower.takeMessages())
        .containsExactly(new AppendReply(3, true, 4, LogPosition.NONE));
  }
}
