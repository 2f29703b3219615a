package io.binnacle.store.replicated;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Limits;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.mvcc.MvccState;
import io.binnacle.store.mvcc.StateRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Time is a number here; nothing sleeps. */
class HistoryKeeperTest {
  private static final long SECOND = 1_000_000_000;

  private final MvccState state = MvccState.empty();
  private StateRoot root = state.publish();
  private final List<Long> proposed = new ArrayList<>();
  private boolean leads = true;
  private boolean answering = true;

  private HistoryKeeper keeper(StoreConfig config) {
    return new HistoryKeeper(config, () -> root, () -> leads, this::compact);
  }

  private CompletableFuture<?> compact(Revision revision) {
    proposed.add(revision.number());
    if (!answering) {
      return new CompletableFuture<>();
    }
    state.apply(new Write.Compact(revision));
    root = state.publish();
    return CompletableFuture.completedFuture(revision);
  }

  private void put(int times) {
    Bytes value = Bytes.wrap(new byte[800]);
    for (int i = 0; i < times; i++) {
      state.apply(new Write.Put(Bytes.ofUtf8("/k"), value, Bytes.empty(), new Expected.Anything()));
    }
    root = state.publish();
  }

  private static StoreConfig minutes(int minutes) {
    return StoreConfig.defaults()
        .withHistoryMillis(minutes * 60_000L)
        .withBytesMax(1L << 40, 1L << 41);
  }

  /** WATCH-34: who was away for a while goes on where it was. */
  @Test
  void fiveMinutesOfHistoryAreKeptWhereNobodySaysOtherwise() {
    HistoryKeeper leader = keeper(StoreConfig.defaults().withBytesMax(1L << 40, 1L << 41));
    for (int second = 0; second < 299; second++) {
      put(1);
      leader.doWork(second * SECOND);
    }
    assertThat(proposed).isEmpty();
  }

  /** KV-49 */
  @Test
  void whatIsOlderThanThePeriodIsCompactedByTheLeaderOnly() {
    HistoryKeeper leader = keeper(minutes(5));
    List<Long> none = new ArrayList<>();
    for (int second = 0; second < 300; second++) {
      put(1);
      leader.doWork(second * SECOND);
    }
    assertThat(proposed).isEqualTo(none);
    leads = false;
    leader.doWork(300 * SECOND);
    assertThat(proposed).isEqualTo(none);
    leads = true;
    leader.doWork(301 * SECOND);
    assertThat(proposed).containsExactly(2L);
    for (int second = 302; second < 400; second++) {
      put(1);
      leader.doWork(second * SECOND);
    }
    // At second 399 the samples of seconds 0 to 95 are old enough; that of 95 saw revision 97.
    assertThat(root.compactRevision()).isEqualTo(new Revision(97));
  }

  @Test
  void historyBeyondItsBytesIsCompactedEarlier() {
    StoreConfig config = minutes(5).withBytesMax(100_000, 1L << 40);
    HistoryKeeper keeper = keeper(config);
    put(1000);
    assertThat(root.historyBytes()).isGreaterThan(900_000);
    keeper.doWork(0);
    assertThat(root.historyBytes()).isBetween(80_000L, 100_000L);
    keeper.doWork(SECOND);
    assertThat(proposed).hasSize(1);
  }

  @Test
  void historyGivesWayWhenTheWholeStateIsFull() {
    HistoryKeeper keeper = keeper(minutes(5).withBytesMax(1L << 40, 50_000));
    put(1000);
    keeper.doWork(0);
    assertThat(root.historyBytes() + root.liveBytes()).isLessThan(50_000);
  }

  @Test
  void aLongCompactionGoesInBoundedSteps() {
    HistoryKeeper keeper = keeper(minutes(1));
    put(17_500);
    keeper.doWork(0);
    for (int i = 0; i < 10; i++) {
      keeper.doWork(60 * SECOND + i * SECOND / 10);
    }
    assertThat(proposed).hasSize(4);
    assertThat(proposed.getFirst()).isLessThan(Limits.COMPACTION_STEP_EVENTS_MAX + 10);
    assertThat(root.compactRevision()).isEqualTo(new Revision(17_501));
  }

  @Test
  void oneProposalAtATimeIsOnItsWay() {
    answering = false;
    HistoryKeeper keeper = keeper(minutes(1));
    put(10);
    for (int second = 0; second < 100; second++) {
      keeper.doWork(second * SECOND);
    }
    assertThat(proposed).hasSize(1);
  }

  @Test
  void aPeriodOfZeroKeepsHistoryForEver() {
    HistoryKeeper keeper = keeper(minutes(0));
    put(10);
    for (int second = 0; second < 10_000; second += 100) {
      keeper.doWork(second * SECOND);
    }
    assertThat(proposed).hasSize(0);
  }
}
