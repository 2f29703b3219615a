package io.binnacle.store.replicated;

import static io.binnacle.store.contract.Texts.bytes;
import static io.binnacle.store.contract.Texts.prefix;
import static io.binnacle.store.contract.Texts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchCursor.Poll;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaders come and go while clients write, read and watch on every replica. */
@Tag("linearizability")
class FailoverTest {
  private static final Bytes COUNTER = bytes("/counter");

  @TempDir Path directory;

  private static WriteOutcome write(ReplicatedStore store, Write write) {
    return store.write(write).orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static WriteOutcome put(ReplicatedStore store, String key, String value) {
    return write(
        store, new Write.Put(bytes(key), bytes(value), Bytes.empty(), new Expected.Anything()));
  }

  private static WatchCursor watch(ReplicatedStore store) {
    WatchOutcome outcome = store.watch(prefix("/"), new Revision(1), () -> {});
    return ((WatchOutcome.Opened) outcome).cursor();
  }

  private static List<WatchEvent> events(WatchCursor cursor) {
    List<WatchEvent> all = new ArrayList<>();
    Poll poll = cursor.poll(500);
    while (poll instanceof Poll.Events(List<WatchEvent> events, _)) {
      all.addAll(events);
      poll = cursor.poll(500);
    }
    assertThat(poll).isInstanceOf(Poll.Idle.class);
    return all;
  }

  private static void awaitEqual(ThreeReplicas replicas) {
    ThreeReplicas.await(
        () ->
            replicas.stores().stream().map(store -> store.localView().revision()).distinct().count()
                == 1);
    assertThat(replicas.stores().stream().map(ReplicatedStore::digest).distinct()).hasSize(1);
  }

  /** KVWATCH-05, KVWATCH-36: also where it comes back by a snapshot, since the log was cut. */
  @Test
  void aReplicaThatWasCutOffCatchesUpAndItsWatchersMissNothing() throws Exception {
    try (ThreeReplicas replicas = new ThreeReplicas(directory, StoreConfig.defaults())) {
      int away = replicas.leader();
      ReplicatedStore other = replicas.store((away + 1) % 3);
      List<WatchCursor> cursors = replicas.stores().stream().map(FailoverTest::watch).toList();
      assertThat(put(other, "/before", "1")).isInstanceOf(WriteOutcome.Written.class);
      replicas.cutOff(away);
      String large = "x".repeat(8000);
      for (int i = 0; i < 300; i++) {
        WriteOutcome outcome = put(other, "/k" + i % 7, i + large);
        while (!(outcome instanceof WriteOutcome.Written)) {
          outcome = put(other, "/k" + i % 7, i + large);
        }
        // In the log, but not in the state: so the log outgrows it and is cut.
        write(
            other,
            new Write.Put(bytes("/before"), bytes(large), Bytes.empty(), new Expected.Absent()));
      }
      assertThat(replicas.store(away).localView().revision().number()).isLessThan(10);
      replicas.heal(away);
      awaitEqual(replicas);
      assertThat(replicas.store(away).root().lineage()).as("a snapshot was installed").isPositive();
      List<WatchEvent> expected = events(cursors.get((away + 1) % 3));
      assertThat(expected).hasSizeGreaterThanOrEqualTo(301);
      assertThat(events(cursors.get(away))).isEqualTo(expected);
      assertThat(events(cursors.get((away + 2) % 3))).isEqualTo(expected);
    }
  }

  /**
   * RAFT-46 to RAFT-49, RAFT-34, KV-13: no acknowledged increment is lost, none happens twice, and
   * no linearizable read is older than what was acknowledged before it began.
   */
  @Test
  void countingOnAllReplicasStaysExactWhileLeadersAreCutOff() throws Exception {
    try (ThreeReplicas replicas = new ThreeReplicas(directory, StoreConfig.defaults())) {
      put(replicas.store(0), "/counter", "0");
      AtomicInteger acknowledged = new AtomicInteger();
      AtomicInteger undecided = new AtomicInteger();
      AtomicLong newestAcknowledged = new AtomicLong();
      AtomicBoolean ending = new AtomicBoolean();
      List<String> problems = java.util.Collections.synchronizedList(new ArrayList<>());
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ReplicatedStore store = replicas.store(i % 3);
        clients.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (!ending.get()) {
                        count(store, acknowledged, undecided, newestAcknowledged, problems);
                      }
                    }));
      }
      for (int round = 0; round < 4; round++) {
        int before = acknowledged.get();
        ThreeReplicas.await(() -> acknowledged.get() > before + 20 && replicas.leader() >= 0);
        int leader = replicas.leader();
        replicas.cutOff(leader);
        int during = acknowledged.get();
        ThreeReplicas.await(() -> acknowledged.get() > during + 20);
        replicas.heal(leader);
      }
      ending.set(true);
      for (Thread client : clients) {
        client.join(60_000);
      }
      awaitEqual(replicas);
      KeyVersion counter = replicas.store(0).localView().get(COUNTER);
      int value = Integer.parseInt(text(counter.value()));
      assertThat(problems).isEmpty();
      assertThat(value).isBetween(acknowledged.get(), acknowledged.get() + undecided.get());
      assertThat(counter.version()).isEqualTo(value + 1L);
    }
  }

  private static void count(
      ReplicatedStore store,
      AtomicInteger acknowledged,
      AtomicInteger undecided,
      AtomicLong newestAcknowledged,
      List<String> problems) {
    long atLeast = newestAcknowledged.get();
    ViewOutcome view =
        store.view(new Freshness.Linearizable()).orTimeout(60, TimeUnit.SECONDS).join();
    if (!(view instanceof ViewOutcome.Ready ready)) {
      return;
    }
    KeyVersion before = ready.view().get(COUNTER);
    if (before.modRevision().number() < atLeast) {
      problems.add("read " + before.modRevision() + " after " + atLeast);
    }
    int next = Integer.parseInt(text(before.value())) + 1;
    Write.Put increment =
        new Write.Put(
            COUNTER,
            bytes("" + next),
            Bytes.empty(),
            new Expected.ModRevision(before.modRevision()));
    switch (write(store, increment)) {
      case WriteOutcome.Written(KeyVersion current, _) -> {
        acknowledged.incrementAndGet();
        newestAcknowledged.accumulateAndGet(current.modRevision().number(), Math::max);
      }
      case WriteOutcome.Undecided _ -> undecided.incrementAndGet();
      case WriteOutcome.Conflict _, WriteOutcome.Refused _ -> Thread.onSpinWait();
      default -> problems.add("unexpected outcome");
    }
  }
}
