package io.binnacle.consensus.paper;

import static io.binnacle.consensus.paper.OneMember.at;
import static io.binnacle.consensus.paper.OneMember.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Effect.RoleName;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member does with a snapshot that it receives: figure 13 of the paper. */
class SnapshotRulesTest {
  private static final Membership GROUP = Membership.ofVoters(List.of(1L, 2L, 3L));
  private static final Bytes CONTENT = Bytes.ofUtf8("state");

  private static SnapshotDescription snapshotAt(LogPosition position, Membership membership) {
    return new SnapshotDescription(position, membership, CONTENT.length(), 0);
  }

  private static SnapshotDescription snapshotAt(long index, long term) {
    return snapshotAt(at(index, term), GROUP);
  }

  /** Follows member 2 in this term; its log has entries of these terms. */
  private static OneMember follower(long term, long commitIndex, long... terms) {
    OneMember member = new OneMember(3, new HardState(term, 0, commitIndex), terms);
    member.receive(2, new Heartbeat(term, 0, 0));
    member.take();
    return member;
  }

  private static InstallSnapshot part(long term, SnapshotDescription snapshot) {
    return new InstallSnapshot(term, snapshot, 0, CONTENT);
  }

  // "1. Reply immediately if term < currentTerm."

  /** RAFT-09, RAFT-66 */
  @Test
  void aSnapshotOfALeaderOfBeforeIsRejectedWithTheNewTerm() {
    OneMember member = follower(5, 0);
    member.receive(3, part(4, snapshotAt(9, 4)));
    assertThat(member.take())
        .containsExactly(new Effect.Send(3, new AppendReply(5, false, 0, LogPosition.NONE)));
  }

  // "2. Create new snapshot file if first chunk. 3. Write data into snapshot file at given offset.
  // 4. Reply and wait for more data chunks if done is false." These are the receiver's: see
  // SnapshotTransferTest.

  @Test
  void aSnapshotThatReachesBeyondTheCommitIndexIsReceived() {
    OneMember member = follower(1, 2, 1, 1, 1);
    InstallSnapshot part = part(1, snapshotAt(3, 1));
    member.receive(2, part);
    assertThat(member.take()).containsExactly(new Effect.ReceiveSnapshotChunk(2, part));
  }

  // "5. Save snapshot file, discard any existing or partial snapshot with a smaller index."

  /** RAFT-66: the leader may go on with entries behind what is committed here. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aSnapshotAtOrBeforeTheCommitIndexIsNotReceived(long index) {
    OneMember member = follower(1, 2, 1, 1, 1);
    member.receive(2, part(1, snapshotAt(index, 1)));
    assertThat(member.take())
        .containsExactly(new Effect.Send(2, new AppendReply(1, true, 2, LogPosition.NONE)));
  }

  /** RAFT-66: entries have overtaken it while it was written down. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aSnapshotAtOrBeforeTheCommitIndexIsNotInstalled(long index) {
    OneMember member = follower(1, 2, 1, 1, 1);
    member.step(new Input.SnapshotPersisted(snapshotAt(index, 1)));
    assertThat(member.take())
        .containsExactly(new Effect.Send(2, new AppendReply(1, true, 2, LogPosition.NONE)));
    assertThat(member.core().commitIndex()).isEqualTo(2);
    assertThat(member.core().lastIndex()).isEqualTo(3);
  }

  // "6. If existing log entry has same index and term as snapshot's last included entry, retain log
  // entries following it and reply."

  /** RAFT-66: it may have acknowledged them, and they may be committed. */
  @Test
  void aSnapshotThatTheLogMatchesOnlyCommits() {
    OneMember member = follower(2, 0, 1, 1, 2, 2);
    member.step(new Input.SnapshotPersisted(snapshotAt(2, 1)));
    assertThat(member.take())
        .containsExactly(
            new Effect.Apply(entries(1, 1, 1)),
            new Effect.Send(2, new AppendReply(2, true, 2, LogPosition.NONE)));
    assertThat(member.core().commitIndex()).isEqualTo(2);
    assertThat(member.core().firstIndex()).isEqualTo(1);
    assertThat(member.core().lastIndex()).isEqualTo(4);
    member.receive(2, new AppendEntries(2, at(4, 2), List.of(), 4));
    assertThat(member.take())
        .contains(
            new Effect.Apply(entries(3, 2, 2)),
            new Effect.Send(2, new AppendReply(2, true, 4, LogPosition.NONE)));
  }

  // "7. Discard the entire log. 8. Reset state machine using snapshot contents (and load snapshot's
  // cluster configuration)."

  /** RAFT-40, RAFT-66: the write comes first, and what is said of it rests on it. */
  @ParameterizedTest
  @ValueSource(longs = {3, 9})
  void aSnapshotThatTheLogContradictsOrDoesNotReachTakesItsPlace(long index) {
    OneMember member = follower(3, 1, 1, 2, 2, 2);
    SnapshotDescription snapshot = snapshotAt(index, 3);
    member.step(new Input.SnapshotPersisted(snapshot));
    assertThat(member.take())
        .containsExactly(
            new Effect.InstallSnapshot(1, snapshot, new HardState(3, 0, 0)),
            new Effect.Send(2, new AppendReply(3, true, index, LogPosition.NONE)));
    assertThat(member.core().lastIndex()).isEqualTo(index);
    assertThat(member.core().commitIndex()).isEqualTo(index);
    member.receive(2, new AppendEntries(3, at(index, 3), entries(index + 1, 3), index + 1));
    member.persisted();
    assertThat(member.take())
        .as("the state machine has not read the snapshot yet")
        .noneMatch(Effect.Apply.class::isInstance);
    member.step(new Input.SnapshotInstalled(at(index, 3)));
    assertThat(member.take()).containsExactly(new Effect.Apply(entries(index + 1, 3)));
  }

  /** RAFT-66: a leader or candidate would speak for a log that is not its own any more. */
  @Test
  void onlyAFollowerInstallsASnapshot() {
    Input received = new Input.SnapshotPersisted(snapshotAt(9, 1));
    OneMember leader = OneMember.leader();
    leader.step(received);
    assertThat(leader.take()).isEmpty();
    assertThat(leader.core().lastIndex()).isEqualTo(1);
    OneMember member = follower(1, 0, 1);
    while (member.core().role() == RoleName.FOLLOWER) {
      member.tick(1);
    }
    member.take();
    member.step(received);
    assertThat(member.core().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    assertThat(member.take()).isEmpty();
    member.campaign();
    member.persisted();
    member.take();
    member.step(received);
    assertThat(member.core().role()).isEqualTo(RoleName.CANDIDATE);
    assertThat(member.take()).isEmpty();
    assertThat(member.core().lastIndex()).isEqualTo(1);
  }

  /** RAFT-66 */
  @Test
  void aLearnerInstallsASnapshotAsAVoterDoes() {
    Membership membership = new Membership(List.of(2L, 3L), List.of(1L), List.of());
    OneMember learner = new OneMember(membership, CoreConfig.Flow.DEFAULT, new HardState(1, 0, 0));
    learner.receive(2, new Heartbeat(1, 0, 0));
    SnapshotDescription snapshot = snapshotAt(at(9, 1), membership);
    learner.step(new Input.SnapshotPersisted(snapshot));
    assertThat(learner.take())
        .contains(new Effect.InstallSnapshot(1, snapshot, new HardState(1, 0, 0)));
  }

  /**
   * RAFT-66, otherwise than the checklist has it: a member that is not in the snapshot's
   * configuration installs it, too. Its leader sends only to members of the configuration that is
   * in force there, so either an entry behind the snapshot adds this member, and it needs the
   * snapshot to get there; or the snapshot is of a time before or after this member belonged to the
   * group, and then it goes by what was committed then, as every other member did, and asks for no
   * votes.
   */
  @Test
  void aSnapshotOfAGroupWithoutThisMemberIsInstalledAndItAsksForNoVotes() {
    Membership others = Membership.ofVoters(List.of(2L, 3L, 4L));
    OneMember member = follower(1, 0, 1);
    SnapshotDescription snapshot = snapshotAt(at(9, 1), others);
    member.step(new Input.SnapshotPersisted(snapshot));
    assertThat(member.take())
        .contains(
            new Effect.MembershipChanged(others, true),
            new Effect.InstallSnapshot(1, snapshot, new HardState(1, 0, 0)));
    member.persisted();
    member.step(new Input.SnapshotInstalled(at(9, 1)));
    member.tick(200);
    assertThat(member.core().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(member.core().lastIndex()).isEqualTo(9);
  }
}
