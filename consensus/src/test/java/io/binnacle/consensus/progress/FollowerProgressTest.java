package io.binnacle.consensus.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.progress.FollowerProgress.State;
import org.junit.jupiter.api.Test;

/** RAFT-22, RAFT-27 to RAFT-29, RAFT-65: what a leader believes about one follower. */
class FollowerProgressTest {
  private static final int APPENDS_MAX = 3;
  private static final long BYTES_MAX = 1_000;

  private static FollowerProgress probing() {
    return new FollowerProgress(11, APPENDS_MAX, BYTES_MAX, 0);
  }

  private static FollowerProgress replicating() {
    FollowerProgress progress = probing();
    progress.sent(10, 0, 5);
    progress.accepted(10, 0);
    return progress;
  }

  /** RAFT-27 */
  @Test
  void aProbeIsSentOnceAndWaitsForItsAnswer() {
    FollowerProgress progress = probing();
    assertThat(progress.state()).isEqualTo(State.PROBING);
    assertThat(progress.maySend()).isTrue();
    progress.sent(12, 100, 5);
    assertThat(progress.maySend()).isFalse();
    assertThat(progress.nextIndex()).as("a probe promises nothing").isEqualTo(11);
    progress.accepted(12, 0);
    assertThat(progress.state()).isEqualTo(State.REPLICATING);
    assertThat(progress.matchIndex()).isEqualTo(12);
    assertThat(progress.nextIndex()).isEqualTo(13);
  }

  /** RAFT-28, RAFT-75 */
  @Test
  void theStreamPausesAtTheBoundsOfItsWindow() {
    FollowerProgress byCount = replicating();
    for (int i = 11; i < 11 + APPENDS_MAX; i++) {
      assertThat(byCount.maySend()).isTrue();
      byCount.sent(i, 1, 5);
    }
    assertThat(byCount.maySend()).isFalse();
    assertThat(byCount.inFlight()).isEqualTo(APPENDS_MAX);
    byCount.accepted(12, 0);
    assertThat(byCount.inFlight()).isEqualTo(APPENDS_MAX - 2);
    assertThat(byCount.maySend()).as("two were acknowledged at once").isTrue();
    FollowerProgress byBytes = replicating();
    byBytes.sent(11, BYTES_MAX, 5);
    assertThat(byBytes.maySend()).isFalse();
    byBytes.accepted(11, 0);
    assertThat(byBytes.maySend()).isTrue();
  }

  /** RAFT-27 */
  @Test
  void aStaleRejectionIsIgnored() {
    FollowerProgress progress = replicating();
    assertThat(progress.rejected(9, 3)).as("it has acknowledged 10").isFalse();
    assertThat(progress.state()).isEqualTo(State.REPLICATING);
    FollowerProgress probed = probing();
    probed.sent(10, 0, 0);
    assertThat(probed.rejected(7, 3)).as("not what was probed").isFalse();
    assertThat(probed.rejected(10, 5)).isTrue();
    assertThat(probed.nextIndex()).isEqualTo(5);
    assertThat(probed.maySend()).isTrue();
  }

  @Test
  void aGuessNeverGoesBehindWhatIsKnownToMatch() {
    FollowerProgress progress = replicating();
    progress.sent(12, 10, 5);
    assertThat(progress.rejected(12, 2)).isTrue();
    assertThat(progress.state()).isEqualTo(State.PROBING);
    assertThat(progress.nextIndex()).isEqualTo(11);
  }

  /** RAFT-29 */
  @Test
  void whoWasLostIsProbedFromWhatItHasAndComesBackWithTheNextHeartbeat() {
    FollowerProgress progress = replicating();
    progress.sent(14, 10, 5);
    progress.lost();
    assertThat(progress.state()).isEqualTo(State.PROBING);
    assertThat(progress.nextIndex()).isEqualTo(11);
    progress.sent(10, 0, 5);
    assertThat(progress.maySend()).isFalse();
    progress.heartbeatSent();
    assertThat(progress.heartbeatAnswered(1, 10)).as("sends even without entries").isTrue();
    assertThat(progress.maySend()).isTrue();
  }

  /** RAFT-28 */
  @Test
  void aHeartbeatAnswerBringsAnAppendOnlyWhereEntriesSeemStuck() {
    FollowerProgress progress = replicating();
    progress.heartbeatSent();
    assertThat(progress.heartbeatAnswered(1, 10)).as("it has everything").isFalse();
    progress.sent(12, 10, 5);
    progress.heartbeatSent();
    progress.accepted(11, 0);
    assertThat(progress.heartbeatAnswered(2, 12)).as("it is moving").isFalse();
    progress.heartbeatSent();
    assertThat(progress.heartbeatAnswered(3, 12)).isTrue();
    assertThat(progress.confirmedReadContext()).isEqualTo(3);
    progress.heartbeatAnswered(2, 12);
    assertThat(progress.confirmedReadContext()).as("never back").isEqualTo(3);
  }

  /** RAFT-22: told once, and never beyond what it has. */
  @Test
  void theCommitIndexIsAnnouncedAsFarAsTheFollowerHasIt() {
    FollowerProgress progress = replicating();
    assertThat(progress.commitToAnnounce(8)).isEqualTo(8);
    assertThat(progress.commitToAnnounce(8)).isZero();
    assertThat(progress.commitToAnnounce(30)).isEqualTo(10);
    assertThat(progress.commitToAnnounce(30)).isZero();
    progress.accepted(20, 0);
    assertThat(progress.commitToAnnounce(30)).isEqualTo(20);
  }

  /** RAFT-69 */
  @Test
  void whoCatchesUpBySnapshotNeedsWhatIsBehindItForAWhile() {
    FollowerProgress follower = replicating();
    assertThat(follower.catchesUpThrough(60, 100, 50)).as("no snapshot").isFalse();
    follower.snapshotStarted(50);
    assertThat(follower.catchesUpThrough(60, 100, 149)).isTrue();
    assertThat(follower.catchesUpThrough(60, 100, 150)).as("too long on its way").isFalse();
    follower.snapshotEnded(40, 140);
    assertThat(follower.catchesUpThrough(60, 100, 239)).as("from its arrival").isTrue();
    assertThat(follower.catchesUpThrough(60, 100, 240)).as("too long ago").isFalse();
    follower.accepted(59, 30);
    assertThat(follower.catchesUpThrough(60, 100, 150)).isTrue();
    follower.accepted(60, 30);
    assertThat(follower.catchesUpThrough(60, 100, 150)).as("it has them").isFalse();
    follower.caughtUpIfAt(61);
    assertThat(follower.catchesUpThrough(61, 100, 150)).isTrue();
    follower.caughtUpIfAt(60);
    assertThat(follower.catchesUpThrough(61, 100, 150)).as("it had all there was").isFalse();
    follower.snapshotStarted(150);
    follower.snapshotEnded(0, 160);
    assertThat(follower.catchesUpThrough(90, 100, 160)).as("not delivered").isFalse();
  }

  /** RAFT-65 */
  @Test
  void aSnapshotPausesEverythingUntilItEndsOrTheLogsMeetAgain() {
    FollowerProgress delivered = replicating();
    delivered.snapshotStarted(50);
    assertThat(delivered.maySend()).isFalse();
    assertThat(delivered.heartbeatAnswered(1, 99)).isFalse();
    assertThat(delivered.rejected(10, 3)).isFalse();
    delivered.snapshotEnded(40, 70);
    assertThat(delivered.state()).isEqualTo(State.PROBING);
    assertThat(delivered.nextIndex()).isEqualTo(41);
    assertThat(delivered.maySend()).as("the next word is the follower's").isFalse();
    FollowerProgress overtaken = replicating();
    overtaken.snapshotStarted(50);
    overtaken.accepted(12, 30);
    assertThat(overtaken.state()).as("still out of reach").isEqualTo(State.SNAPSHOTTING);
    overtaken.accepted(30, 30);
    assertThat(overtaken.state()).isEqualTo(State.REPLICATING);
  }

  /** RAFT-08, RAFT-58 */
  @Test
  void itCountsAsActiveInThePeriodItWasHeardInAndInItsFirst() {
    FollowerProgress progress = probing();
    assertThat(progress.endActivePeriod()).isTrue();
    assertThat(progress.endActivePeriod()).isFalse();
    progress.heard(7);
    assertThat(progress.isHeard(10, 16)).isTrue();
    assertThat(progress.isHeard(10, 17)).isFalse();
    assertThat(progress.endActivePeriod()).isTrue();
  }
}
