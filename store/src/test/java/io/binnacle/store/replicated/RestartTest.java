package io.binnacle.store.replicated;

import static io.binnacle.store.contract.Texts.bytes;
import static io.binnacle.store.contract.Texts.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Revision;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchCursor.Poll;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.mvcc.StateDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  @TempDir Path directory;

  private static void write(ReplicatedStore store, int first, int count) {
    List<CompletableFuture<WriteOutcome>> outcomes = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      Bytes value = bytes("v" + i + "x".repeat(1000));
      outcomes.add(
          store.write(
              new Write.Put(bytes("/k" + i % 100), value, bytes("a"), new Expected.Anything())));
    }
    for (CompletableFuture<WriteOutcome> outcome : outcomes) {
      assertThat(outcome.orTimeout(30, TimeUnit.SECONDS).join())
          .isInstanceOf(WriteOutcome.Written.class);
    }
  }

  private static int eventsAfter(ReplicatedStore store, KeyRange range, long revision) {
    WatchOutcome outcome = store.watch(range, new Revision(revision), () -> {});
    WatchCursor cursor = ((WatchOutcome.Opened) outcome).cursor();
    int events = 0;
    long last = revision;
    while (cursor.poll(100) instanceof Poll.Events(List<WatchEvent> found, _)) {
      for (WatchEvent event : found) {
        assertThat(event.revision().number()).isGreaterThan(last);
        last = event.revision().number();
        events++;
      }
    }
    return events;
  }

  /**
   * BUG-09, INV-06, WAL-30, KVWATCH-05: state, history and watches come back from checkpoint and
   * log.
   */
  @Test
  void everythingAcknowledgedIsThereAfterEachRestart() throws Exception {
    StateDigest digest = null;
    for (int round = 0; round < 4; round++) {
      try (ReplicatedStore store = RealMember.open(directory, StoreConfig.defaults())) {
        ViewOutcome ready =
            store.view(new Freshness.Linearizable()).orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(ready).isInstanceOf(ViewOutcome.Ready.class);
        if (digest != null) {
          assertThat(store.digest()).isEqualTo(digest);
        }
        assertThat(eventsAfter(store, KeyRange.all(), 1)).isEqualTo(round * 1000);
        assertThat(eventsAfter(store, KeyRange.single(bytes("/k7")), 1)).isEqualTo(round * 10);
        write(store, round * 1000, 1000);
        assertThat(eventsAfter(store, prefix("/k"), round * 1000L + 1)).isEqualTo(1000);
        digest = store.digest();
      }
    }
  }

  /** BUG-09, KV-48 */
  @Test
  void theCompactedRevisionComesBack() throws Exception {
    try (ReplicatedStore store = RealMember.open(directory, StoreConfig.defaults())) {
      write(store, 0, 500);
      store.write(new Write.Compact(new Revision(400))).orTimeout(30, TimeUnit.SECONDS).join();
    }
    try (ReplicatedStore store = RealMember.open(directory, StoreConfig.defaults())) {
      store.view(new Freshness.Linearizable()).orTimeout(30, TimeUnit.SECONDS).join();
      assertThat(store.localView().compactRevision()).isEqualTo(new Revision(400));
      assertThat(store.localView().revision()).isEqualTo(new Revision(501));
      assertThat(store.watch(KeyRange.all(), new Revision(398), () -> {}))
          .isEqualTo(new WatchOutcome.Compacted(new Revision(400)));
      assertThat(eventsAfter(store, KeyRange.all(), 399)).isEqualTo(102);
    }
  }

  /** Design D4: the leader compacts by itself what is older than the period. */
  @Test
  void historyIsForgottenByItself() throws Exception {
    StoreConfig config = StoreConfig.defaults().withHistoryMillis(200);
    try (ReplicatedStore store = RealMember.open(directory, config)) {
      write(store, 0, 500);
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (store.status().compactRevision().number() < 501 && System.nanoTime() < until) {
        Thread.sleep(20);
      }
      assertThat(store.status().compactRevision()).isEqualTo(new Revision(501));
      write(store, 500, 1);
      assertThat(store.status().liveKeys()).isEqualTo(100);
    }
  }
}
