package io.binnacle.consensus.paper;

import static io.binnacle.consensus.paper.OneMember.at;
import static io.binnacle.consensus.paper.OneMember.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.RequestVote;
import io.binnacle.consensus.message.PeerMessage.VoteReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figure 2, in its order. Where the paper was amended (pre-vote), the test says so. */
class FigureTwoTest {
  // "Persistent state on all servers: updated on stable storage before responding to RPCs."

  /** BUG-33, RAFT-36 */
  @Test
  void aVoteIsListedBehindThePersistThatHoldsIt() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new RequestVote(1, LogPosition.NONE, false, false));
    List<Effect> effects = member.take();
    int persist = effects.indexOf(new Effect.Persist(1, new HardState(1, 2, 0), List.of()));
    int reply = effects.indexOf(new Effect.Send(2, new VoteReply(1, true, false)));
    assertThat(persist).isNotNegative().isLessThan(reply);
  }

  /** RAFT-37 */
  @Test
  void anAcknowledgementIsListedBehindThePersistOfItsEntries() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new AppendEntries(1, LogPosition.NONE, entries(1, 1), 0));
    List<Effect> effects = member.take();
    assertThat(effects)
        .endsWith(
            new Effect.Persist(1, new HardState(1, 0, 0), entries(1, 1)),
            new Effect.Send(2, new AppendReply(1, true, 1, LogPosition.NONE)));
  }

  /** RAFT-37: the promise rests on a write of an earlier step. */
  @Test
  void anAcknowledgementOfADoubledAppendWaitsForTheFirstOnesPersist() {
    OneMember member = OneMember.fresh(3);
    AppendEntries append = new AppendEntries(1, LogPosition.NONE, entries(1, 1), 0);
    member.receive(2, append);
    member.take();
    member.receive(2, append);
    assertThat(member.take())
        .containsExactly(
            new Effect.AwaitPersisted(1),
            new Effect.Send(2, new AppendReply(1, true, 1, LogPosition.NONE)));
  }

  // "RequestVote RPC, 1. Reply false if term < currentTerm."

  @Test
  void aVoteOfAnOldTermIsRefused() {
    OneMember member = new OneMember(3, new HardState(5, 0, 0));
    member.receive(2, new RequestVote(4, at(9, 4), false, false));
    assertThat(member.takeMessages()).containsExactly(new VoteReply(5, false, false));
  }

  // "2. If votedFor is null or candidateId, and candidate's log is at least as up-to-date as
  // receiver's log, grant vote."

  /** RAFT-05 */
  @Test
  void aSecondCandidateOfOneTermGetsNoVote() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new RequestVote(1, LogPosition.NONE, false, false));
    member.receive(3, new RequestVote(1, LogPosition.NONE, false, false));
    member.receive(2, new RequestVote(1, LogPosition.NONE, false, false));
    assertThat(member.takeMessages())
        .containsExactly(
            new VoteReply(1, true, false),
            new VoteReply(1, false, false),
            new VoteReply(1, true, false));
  }

  /** BUG-33, RAFT-01, INV-07 */
  @Test
  void aVoteIsRememberedAcrossARestart() {
    OneMember member = new OneMember(3, new HardState(1, 2, 0));
    member.receive(3, new RequestVote(1, LogPosition.NONE, false, false));
    assertThat(member.takeMessages()).containsExactly(new VoteReply(1, false, false));
  }

  /** RAFT-05, section 5.4.1 */
  @Test
  void onlyALogAtLeastAsUpToDateGetsAVote() {
    assertThat(voteFor(at(2, 2))).isTrue();
    assertThat(voteFor(at(1, 3))).isTrue();
    assertThat(voteFor(at(3, 2))).isTrue();
    assertThat(voteFor(at(1, 2))).isFalse();
    assertThat(voteFor(at(9, 1))).isFalse();
  }

  private static boolean voteFor(LogPosition candidateLast) {
    OneMember member = new OneMember(3, new HardState(2, 0, 0), 1, 2);
    member.receive(2, new RequestVote(3, candidateLast, false, false));
    return member.takeMessages().contains(new VoteReply(3, true, false));
  }

  // "AppendEntries RPC, 1. Reply false if term < currentTerm."

  /** RAFT-09 */
  @Test
  void anAppendOfAnOldTermIsRejectedWithTheNewTerm() {
    OneMember member = new OneMember(3, new HardState(5, 0, 0));
    member.receive(2, new AppendEntries(4, LogPosition.NONE, entries(1, 4), 0));
    assertThat(member.takeMessages())
        .containsExactly(new AppendReply(5, false, 0, LogPosition.NONE));
    assertThat(member.core().lastIndex()).isZero();
  }

  // "2. Reply false if log doesn't contain an entry at prevLogIndex whose term matches
  // prevLogTerm."

  /** RAFT-21, RAFT-26 */
  @Test
  void anAppendThatDoesNotConnectIsRejectedWithAHint() {
    OneMember member = new OneMember(3, new HardState(3, 0, 0), 1, 1, 3, 3);
    member.receive(2, new AppendEntries(4, at(9, 4), List.of(), 0));
    member.receive(2, new AppendEntries(4, at(4, 2), List.of(), 0));
    assertThat(member.takeMessages())
        .containsExactly(
            new AppendReply(4, false, 9, at(4, 3)), new AppendReply(4, false, 4, at(2, 1)));
  }

  // "3. If an existing entry conflicts with a new one, delete the existing entry and all that
  // follow it."

  /** RAFT-21 */
  @Test
  void aConflictRemovesTheEntryAndAllBehindIt() {
    OneMember member = new OneMember(3, new HardState(2, 0, 0), 1, 2, 2, 2);
    member.receive(2, new AppendEntries(3, at(1, 1), entries(2, 3), 0));
    assertThat(member.core().lastIndex()).isEqualTo(2);
    assertThat(member.core().termAt(2)).isEqualTo(3);
  }

  /** RAFT-21 */
  @Test
  void anOldAppendRemovesNothing() {
    OneMember member = new OneMember(3, new HardState(1, 0, 0), 1, 1, 1);
    member.receive(2, new AppendEntries(1, LogPosition.NONE, entries(1, 1), 0));
    assertThat(member.core().lastIndex()).isEqualTo(3);
  }

  // "4. Append any new entries not already in the log."

  @Test
  void onlyNewEntriesArePersisted() {
    OneMember member = new OneMember(3, new HardState(1, 0, 0), 1, 1);
    member.receive(2, new AppendEntries(1, at(1, 1), entries(2, 1, 1), 0));
    assertThat(member.take())
        .contains(new Effect.Persist(1, new HardState(1, 0, 0), entries(3, 1)));
  }

  // "5. If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new
  // entry)."

  /** RAFT-22 */
  @Test
  void aFollowerCommitsNoFurtherThanTheAppendReaches() {
    OneMember member = new OneMember(3, new HardState(1, 0, 0), 1, 1, 1, 1);
    member.receive(2, new AppendEntries(2, at(1, 1), entries(2, 1), 4));
    assertThat(member.core().commitIndex()).isEqualTo(2);
    member.receive(2, new AppendEntries(2, at(2, 1), List.of(), 1));
    assertThat(member.core().commitIndex()).isEqualTo(2);
  }

  /** RAFT-43: see CoreState.hardState. */
  @Test
  void theCommitHintOfATornWriteDoesNotCommitWhatItWasToReplace() {
    OneMember member = new OneMember(3, new HardState(1, 0, 0), 1);
    member.receive(2, new AppendEntries(2, LogPosition.NONE, entries(1, 2), 1));
    Effect.Persist torn =
        member.take().stream()
            .filter(Effect.Persist.class::isInstance)
            .map(Effect.Persist.class::cast)
            .findFirst()
            .orElseThrow();
    OneMember restarted = new OneMember(3, torn.hardState(), 1);
    assertThat(restarted.core().commitIndex()).isZero();
  }

  // "All servers: if commitIndex > lastApplied, apply log[lastApplied]."

  /** RAFT-25, RAFT-43 */
  @Test
  void committedEntriesAreAppliedOnceTheyAreDurable() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new AppendEntries(1, LogPosition.NONE, entries(1, 1, 1), 2));
    assertThat(member.core().commitIndex()).isEqualTo(2);
    assertThat(member.take()).noneMatch(Effect.Apply.class::isInstance);
    member.step(new Input.Persisted(1));
    assertThat(member.take()).containsExactly(new Effect.Apply(entries(1, 1, 1)));
  }

  // "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to
  // follower."

  /** RAFT-02 */
  @Test
  void aLaterTermMakesAFollower() {
    OneMember leader = OneMember.leader();
    leader.receive(2, new AppendReply(7, false, 0, LogPosition.NONE));
    assertThat(leader.core().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(leader.core().term()).isEqualTo(7);
  }

  /** RAFT-02, thesis 9.6: the amendment. */
  @Test
  void aPreVoteChangesNobodysTerm() {
    OneMember member = OneMember.fresh(3);
    member.receive(2, new RequestVote(7, LogPosition.NONE, true, false));
    assertThat(member.takeMessages()).containsExactly(new VoteReply(7, true, true));
    assertThat(member.core().term()).isZero();
  }

  // "Followers: if election timeout elapses without receiving AppendEntries from current leader or
  // granting vote to candidate: convert to candidate."

  /** RAFT-03, RAFT-04, RAFT-06 */
  @Test
  void aFollowerCampaignsOnlyWithoutALeader() {
    OneMember member = OneMember.fresh(3);
    for (int i = 0; i < 50; i++) {
      member.tick(30);
      member.receive(2, new Heartbeat(1, 0, 0));
    }
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    member.tick(39);
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    member.tick(40);
    assertThat(member.core().role()).isEqualTo(RoleName.PRE_CANDIDATE);
  }

  /**
   * RAFT-04: also one that was in the candidate's term already, so that nothing else made it wait.
   */
  @Test
  void aFollowerThatGrantsAVoteGivesThatCandidateAnElectionTimeout() {
    OneMember voter = waitingInTermTwo();
    voter.receive(2, new RequestVote(2, at(1, 1), false, false));
    assertThat(voter.take())
        .containsExactly(
            new Effect.Persist(2, new HardState(2, 2, 0), List.of()),
            new Effect.Send(2, new VoteReply(2, true, false)));
    voter.tick(39);
    assertThat(voter.core().role()).isEqualTo(RoleName.FOLLOWER);
  }

  /** RAFT-04: neither a vote that is refused nor one that is only promised makes anybody wait. */
  @Test
  void aFollowerThatGrantsNoVoteWaitsNoLonger() {
    OneMember member = waitingInTermTwo();
    member.receive(3, new RequestVote(2, LogPosition.NONE, false, false));
    member.receive(3, new RequestVote(3, at(1, 1), true, false));
    assertThat(member.takeMessages())
        .containsExactly(new VoteReply(2, false, false), new VoteReply(3, true, true));
    member.tick(1);
    assertThat(member.core().role()).isEqualTo(RoleName.PRE_CANDIDATE);
  }

  /** One tick before it campaigns. A candidate that it refused brought it to this term. */
  private static OneMember waitingInTermTwo() {
    int ticks = 0;
    for (OneMember twin = inTermTwo(); twin.core().role() == RoleName.FOLLOWER; ticks++) {
      twin.tick(1);
    }
    OneMember member = inTermTwo();
    member.tick(ticks - 1);
    member.take();
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    return member;
  }

  private static OneMember inTermTwo() {
    OneMember member = new OneMember(3, new HardState(1, 0, 0), 1);
    member.receive(3, new RequestVote(2, LogPosition.NONE, false, false));
    member.persisted();
    assertThat(member.core().hardState()).isEqualTo(new HardState(2, HardState.NOBODY, 0));
    return member;
  }

  // "Candidates: on conversion to candidate, start election: increment currentTerm, vote for self,
  // reset election timer, send RequestVote RPCs to all other servers."

  @Test
  void aCandidateVotesForItselfInANewTermAndAsksTheOthers() {
    OneMember member = new OneMember(3, new HardState(4, 0, 0), 3, 4);
    member.campaign();
    assertThat(member.core().hardState()).isEqualTo(new HardState(5, 1, 0));
    RequestVote request = new RequestVote(5, at(2, 4), false, false);
    assertThat(member.take())
        .endsWith(
            new Effect.Persist(1, new HardState(5, 1, 0), List.of()),
            new Effect.Send(2, request),
            new Effect.Send(3, request));
  }

  // "If votes received from majority of servers: become leader."

  /** RAFT-12 */
  @Test
  void aMajorityOfVotesMakesALeaderButItsOwnCountsOnlyOnceDurable() {
    OneMember member = OneMember.fresh(5);
    member.campaign();
    member.receive(2, new VoteReply(1, true, false));
    member.receive(3, new VoteReply(1, true, false));
    assertThat(member.core().role())
        .as("two of five, its own not durable")
        .isEqualTo(RoleName.CANDIDATE);
    member.persisted();
    assertThat(member.core().role()).isEqualTo(RoleName.LEADER);
  }

  @Test
  void oneMembersVoteCountsOnce() {
    OneMember member = OneMember.fresh(5);
    member.campaign();
    member.persisted();
    member.receive(2, new VoteReply(1, true, false));
    member.receive(2, new VoteReply(1, true, false));
    assertThat(member.core().role()).isEqualTo(RoleName.CANDIDATE);
  }

  // "If AppendEntries RPC received from new leader: convert to follower."

  /** RAFT-04 */
  @Test
  void aCandidateFollowsTheLeaderOfItsTerm() {
    OneMember member = OneMember.fresh(3);
    member.campaign();
    member.receive(3, new AppendEntries(1, LogPosition.NONE, List.of(), 0));
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(member.core().leaderId()).isEqualTo(3);
  }

  // "If election timeout elapses: start new election."

  @Test
  void aCandidateWithoutAnswerAsksAgainInALaterTerm() {
    OneMember member = OneMember.fresh(3);
    member.campaign();
    member.persisted();
    member.tick(80);
    assertThat(member.core().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    member.campaign();
    assertThat(member.core().term()).isEqualTo(2);
  }

  // "Leaders: upon election: send initial AppendEntries RPCs to each server; repeat during idle
  // periods to prevent election timeouts."

  /** RAFT-13 */
  @Test
  void aNewLeaderSendsItsNoOpAtOnceAndHeartbeatsLater() {
    OneMember member = OneMember.fresh(3);
    member.campaign();
    member.persisted();
    member.take();
    member.receive(2, new VoteReply(1, true, false));
    AppendEntries first =
        new AppendEntries(1, LogPosition.NONE, List.of(LogEntry.noOp(at(1, 1))), 0);
    assertThat(member.takeMessages()).containsExactly(first, first);
    member.tick(4);
    Heartbeat heartbeat = new Heartbeat(1, 0, 0);
    assertThat(member.takeMessages()).containsExactly(heartbeat, heartbeat);
  }

  // "If command received from client: append entry to local log, ..."

  /** RAFT-38 */
  @Test
  void aLeaderSendsACommandBeforeItsOwnDiskHasIt() {
    OneMember leader = OneMember.leader();
    leader.propose("x");
    List<Effect> effects = leader.take();
    int persist = indexOf(effects, Effect.Persist.class);
    assertThat(persist).isEqualTo(effects.size() - 1);
    assertThat(effects.get(0)).isInstanceOf(Effect.Send.class);
  }

  private static int indexOf(List<Effect> effects, Class<? extends Effect> kind) {
    for (int i = 0; i < effects.size(); i++) {
      if (kind.isInstance(effects.get(i))) {
        return i;
      }
    }
    return -1;
  }

  // "... respond after entry applied to state machine."

  /**
   * Of success a core says no more than this; the driver answers once that is applied, which {@code
   * SingleMemberTest} and {@code ThreeMembersTest} show.
   */
  @Test
  void aCommandGoesToTheStateMachineOnceItIsCommittedAndDurable() {
    OneMember leader = OneMember.leader();
    leader.propose("x");
    leader.receive(2, new AppendReply(1, true, 2, LogPosition.NONE));
    assertThat(leader.take()).noneMatch(Effect.Apply.class::isInstance);
    leader.persisted();
    LogEntry command = LogEntry.command(at(2, 1), new ProposalId(1, 1), Bytes.ofUtf8("x"));
    assertThat(leader.take()).contains(new Effect.Apply(List.of(command)));
  }

  // "If last log index >= nextIndex for a follower: send AppendEntries RPC with log entries
  // starting at nextIndex. If successful: update nextIndex and matchIndex."

  /** RAFT-27 */
  @Test
  void aFollowerThatAcceptsIsSentWhatComesNext() {
    OneMember leader = OneMember.leader();
    leader.propose("x");
    leader.propose("y");
    List<Long> previous =
        leader.take().stream()
            .filter(each -> each instanceof Effect.Send(long to, AppendEntries _) && to == 2)
            .map(each -> ((AppendEntries) ((Effect.Send) each).message()).previous().index())
            .toList();
    assertThat(previous).as("pipelined, without waiting for answers").containsExactly(1L, 2L);
    leader.receive(2, new AppendReply(1, true, 3, LogPosition.NONE));
    assertThat(leader.core().matchIndexOf(2)).isEqualTo(3);
  }

  // "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry."

  /** RAFT-26 */
  @Test
  void aRejectionIsAnsweredFromTheHint() {
    OneMember leader = new OneMember(3, new HardState(5, 0, 0), 1, 1, 4, 4, 5);
    leader.campaign();
    leader.persisted();
    leader.receive(2, new VoteReply(6, true, false));
    leader.take();
    leader.receive(3, new AppendReply(6, false, 5, at(4, 2)));
    List<PeerMessage> messages = leader.takeMessages();
    assertThat(messages).hasSize(1);
    AppendEntries retry = (AppendEntries) messages.getFirst();
    assertThat(retry.previous()).isEqualTo(at(2, 1));
    assertThat(retry.entries()).hasSize(4);
  }

  // "If there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and
  // log[N].term == currentTerm: set commitIndex = N."

  /** RAFT-23, RAFT-24, figure 8 */
  @Test
  void aLeaderDoesNotCommitEntriesOfEarlierTermsByCounting() {
    OneMember leader = new OneMember(3, new HardState(2, 0, 0), 1, 2);
    leader.campaign();
    leader.persisted();
    leader.receive(2, new VoteReply(3, true, false));
    leader.persisted();
    leader.receive(2, new AppendReply(3, true, 2, LogPosition.NONE));
    assertThat(leader.core().commitIndex()).isZero();
    leader.receive(2, new AppendReply(3, true, 3, LogPosition.NONE));
    assertThat(leader.core().commitIndex()).isEqualTo(3);
  }

  /** BUG-02, RAFT-24 */
  @Test
  void aLeaderCountsItselfOnlyWhenItsOwnDiskHasTheEntry() {
    OneMember leader = OneMember.leader();
    leader.propose("x");
    leader.receive(2, new AppendReply(1, true, 2, LogPosition.NONE));
    assertThat(leader.core().commitIndex()).isEqualTo(1);
    leader.persisted();
    assertThat(leader.core().commitIndex()).isEqualTo(2);
  }

  @Test
  void twoFollowersCommitWithoutTheLeadersDiskButItAppliesOnlyWhatItHas() {
    OneMember leader = OneMember.leader();
    leader.propose("x");
    leader.receive(2, new AppendReply(1, true, 2, LogPosition.NONE));
    leader.receive(3, new AppendReply(1, true, 2, LogPosition.NONE));
    assertThat(leader.core().commitIndex()).isEqualTo(2);
    assertThat(leader.take()).noneMatch(Effect.Apply.class::isInstance);
  }
}
