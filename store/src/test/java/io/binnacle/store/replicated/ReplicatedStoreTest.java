package io.binnacle.store.replicated;

import static io.binnacle.store.contract.Texts.bytes;
import static io.binnacle.store.contract.Texts.prefix;
import static io.binnacle.store.contract.Texts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.StateMachine.Committed;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchCursor.Poll;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.WriteOutcome.Reason;
import io.binnacle.store.contract.LocalNode;
import io.binnacle.store.mvcc.StateDigest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What belongs to this source of order and to no other: bounds, snapshots, replays. */
class ReplicatedStoreTest {
  private final List<Replica> replicas = new ArrayList<>();

  /** A store with the double it runs over and the machine that the double drives. */
  private record Replica(
      ReplicatedStore store, LocalNode<WriteOutcome> node, StateMachine<WriteOutcome> machine) {
    WriteOutcome write(Write write) {
      return store.write(write).orTimeout(20, TimeUnit.SECONDS).join();
    }

    WriteOutcome put(String key, String value) {
      return write(new Write.Put(bytes(key), bytes(value), Bytes.empty(), new Expected.Anything()));
    }

    ViewOutcome view(Freshness freshness) {
      return store.view(freshness).orTimeout(20, TimeUnit.SECONDS).join();
    }

    WatchCursor watch(KeyRange range, long after) {
      WatchOutcome outcome = store.watch(range, new Revision(after), () -> {});
      return ((WatchOutcome.Opened) outcome).cursor();
    }

    byte[] snapshot() {
      return node.onApplyThread(
          () -> {
            ByteArrayOutputStream sink = new ByteArrayOutputStream();
            machine.capture().writeTo(sink);
            return sink.toByteArray();
          });
    }

    void install(byte[] snapshot) {
      node.onApplyThread(
          () -> {
            machine.restore(machine.appliedPosition(), new ByteArrayInputStream(snapshot));
            return true;
          });
    }
  }

  private Replica replica(StoreConfig config) {
    List<Replica> made = new ArrayList<>();
    try {
      List<LocalNode<WriteOutcome>> nodes = new ArrayList<>();
      List<StateMachine<WriteOutcome>> machines = new ArrayList<>();
      ReplicatedStore store =
          ReplicatedStore.create(
              machine -> {
                machines.add(machine);
                nodes.add(new LocalNode<>(machine));
                return nodes.getFirst();
              },
              config);
      made.add(new Replica(store, nodes.getFirst(), machines.getFirst()));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    replicas.addAll(made);
    return made.getFirst();
  }

  @AfterEach
  void stop() {
    replicas.forEach(replica -> replica.store.close());
  }

  private static List<String> values(WatchCursor cursor) {
    List<String> values = new ArrayList<>();
    while (cursor.poll(10) instanceof Poll.Events(List<WatchEvent> events, _)) {
      events.forEach(
          event -> values.add(event.current() == null ? "-" : text(event.current().value())));
    }
    return values;
  }

  /** KV-08, KV-10 */
  @Test
  void aCommandThatIsTooLargeIsRefusedBeforeItIsProposed() {
    Replica replica = replica(StoreConfig.defaults().withCommandBytesMax(1000));
    assertThat(replica.put("/a", "x".repeat(900))).isInstanceOf(WriteOutcome.Written.class);
    WriteOutcome refused = replica.put("/a", "x".repeat(1000));
    assertThat(((WriteOutcome.Refused) refused).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(replica.node.log()).hasSize(1);
  }

  /** KV-43, KV-53, KV-57: and writes return by themselves, without an alarm to disarm. */
  @Test
  void aFullStateRefusesWhatGrowsAndTakesWhatShrinks() {
    StoreConfig config =
        StoreConfig.defaults().withHistoryMillis(0).withBytesMax(100_000_000, 20_000);
    Replica replica = replica(config);
    int written = 0;
    while (replica.put("/k" + written, "x".repeat(1000)) instanceof WriteOutcome.Written) {
      written++;
    }
    assertThat(written).isBetween(10, 20);
    Write.Put one = new Write.Put(bytes("/k"), bytes("1"), Bytes.empty(), new Expected.Anything());
    assertThat(((WriteOutcome.Refused) replica.write(one)).reason()).isEqualTo(Reason.NO_SPACE);
    Write.Transaction mayPut =
        new Write.Transaction(
            List.of(),
            List.of(),
            List.of(new Operation.Put(bytes("/k"), bytes("1"), Bytes.empty())));
    assertThat(((WriteOutcome.Refused) replica.write(mayPut)).reason()).isEqualTo(Reason.NO_SPACE);
    assertThat(replica.write(new Write.DeleteRange(prefix("/k1"))))
        .isInstanceOf(WriteOutcome.Deleted.class);
    replica.write(new Write.Compact(replica.store.localView().revision()));
    assertThat(replica.write(one)).isInstanceOf(WriteOutcome.Written.class);
  }

  @Test
  void waitingForARevisionEndsAndIsBounded() {
    Replica replica = replica(StoreConfig.defaults().withRevisionWait(2, 50));
    Freshness future = new Freshness.AtLeast(new Revision(9));
    var first = replica.store.view(future);
    var second = replica.store.view(future);
    assertThat(replica.view(future)).isInstanceOf(ViewOutcome.Unavailable.class);
    assertThat(first.orTimeout(20, TimeUnit.SECONDS).join())
        .isEqualTo(new ViewOutcome.NotReached(new Revision(9), new Revision(1)));
    assertThat(second.orTimeout(20, TimeUnit.SECONDS).join())
        .isInstanceOf(ViewOutcome.NotReached.class);
    assertThat(replica.view(future)).isInstanceOf(ViewOutcome.NotReached.class);
  }

  /** Design D13, KV-42 */
  @Test
  void withoutAQuorumOnlyReadsThatMayBeOldAreServed() {
    Replica replica = replica(StoreConfig.defaults());
    replica.put("/a", "1");
    replica.node.reach(false);
    assertThat(replica.view(new Freshness.Linearizable()))
        .isInstanceOf(ViewOutcome.Unavailable.class);
    assertThat(replica.view(new Freshness.PreferLinearizable()))
        .isInstanceOf(ViewOutcome.Ready.class);
    assertThat(replica.view(new Freshness.AtLeast(new Revision(2))))
        .isInstanceOf(ViewOutcome.Ready.class);
    assertThat(((WriteOutcome.Refused) replica.put("/a", "2")).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    Write.Transaction reading =
        new Write.Transaction(
            List.of(), List.of(new Operation.Range(KeyRange.all(), 0)), List.of());
    assertThat(((WriteOutcome.Refused) replica.write(reading)).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    replica.node.reach(true);
    assertThat(replica.write(reading)).isInstanceOf(WriteOutcome.Transacted.class);
    assertThat(replica.node.log()).as("reading takes no place in the log").hasSize(1);
  }

  @Test
  void watchersAreBounded() {
    Replica replica = replica(StoreConfig.defaults().withWatchersMax(2));
    WatchCursor first = replica.watch(KeyRange.all(), 1);
    replica.watch(KeyRange.all(), 1);
    assertThat(replica.store.watch(KeyRange.all(), new Revision(1), () -> {}))
        .isInstanceOf(WatchOutcome.TooMany.class);
    first.close();
    assertThat(replica.store.watch(KeyRange.all(), new Revision(1), () -> {}))
        .isInstanceOf(WatchOutcome.Opened.class);
  }

  /** KVWATCH-05, BUG-06 */
  @Test
  void watchersGoOnAcrossAnInstalledSnapshot() {
    Replica ahead = replica(StoreConfig.defaults());
    Replica behind = replica(StoreConfig.defaults());
    for (Replica replica : List.of(ahead, behind)) {
      replica.put("/a", "1");
      replica.put("/b", "1");
    }
    WatchCursor following = behind.watch(prefix("/a"), 1);
    WatchCursor lagging = behind.watch(prefix("/a"), 1);
    assertThat(values(following)).containsExactly("1");
    ahead.put("/a", "2");
    ahead.write(new Write.Delete(bytes("/a"), new Expected.Anything()));
    ahead.put("/a", "3");
    behind.install(ahead.snapshot());
    assertThat(values(following)).containsExactly("2", "-", "3");
    assertThat(values(lagging)).containsExactly("1", "2", "-", "3");
    behind.put("/a", "4");
    assertThat(values(following)).containsExactly("4");
  }

  /** BUG-06, KVWATCH-03, KVWATCH-05: a gap is told; a quiet range has none. */
  @Test
  void aSnapshotThatHasForgottenEventsEndsTheWatchersThatMissThem() {
    Replica ahead = replica(StoreConfig.defaults());
    Replica behind = replica(StoreConfig.defaults());
    for (Replica replica : List.of(ahead, behind)) {
      replica.put("/a", "1");
      replica.put("/b", "1");
    }
    WatchCursor missing = behind.watch(prefix("/a"), 1);
    WatchCursor quiet = behind.watch(prefix("/b"), 3);
    assertThat(quiet.poll(10)).isEqualTo(new Poll.Idle(new Revision(3)));
    behind.put("/a", "2");
    ahead.put("/a", "2");
    ahead.put("/a", "3");
    ahead.write(new Write.Compact(new Revision(5)));
    behind.install(ahead.snapshot());
    assertThat(missing.poll(10)).isEqualTo(new Poll.Compacted(new Revision(5)));
    assertThat(quiet.poll(10))
        .as("revision 4 was not of its range, and 5 is retained")
        .isEqualTo(new Poll.Idle(new Revision(5)));
  }

  /** Design D5: the window survives a restart from a checkpoint. */
  @Test
  void aWatchResumesAfterARestart() {
    Replica before = replica(StoreConfig.defaults());
    before.put("/a", "1");
    before.put("/a", "2");
    byte[] checkpoint = before.snapshot();
    Replica after = replica(StoreConfig.defaults());
    after.install(checkpoint);
    assertThat(after.store.localView().revision()).isEqualTo(new Revision(3));
    assertThat(values(after.watch(prefix("/a"), 2))).containsExactly("2");
    assertThat(values(after.watch(prefix("/a"), 1))).containsExactly("1", "2");
  }

  /** BUG-03, BUG-12, WAL-30, RAFT-72 */
  @Test
  void twoReplaysOfOneLogAreEqualHoweverTheyAreBatched() {
    Replica original = replica(StoreConfig.defaults());
    Random random = new Random(4711);
    for (int i = 0; i < 800; i++) {
      String key = "/k" + random.nextInt(50);
      switch (random.nextInt(12)) {
        case 0 -> original.write(new Write.DeleteRange(prefix(key)));
        case 1 -> original.write(new Write.Delete(bytes(key), new Expected.Anything()));
        case 2 -> {
          long revision = original.store.localView().revision().number();
          original.write(new Write.Compact(new Revision(Math.max(1, revision - 30))));
        }
        case 3 ->
            original.write(
                new Write.Put(bytes(key), bytes("c"), Bytes.empty(), new Expected.Absent()));
        default -> original.put(key, "v" + i);
      }
    }
    StateDigest digest = original.store.digest();
    List<Committed> log = original.node.log();
    for (int batch : new int[] {1, 7, 1000}) {
      Replica replay = replica(StoreConfig.defaults());
      WatchCursor cursor = replay.watch(KeyRange.all(), 1);
      for (int from = 0; from < log.size(); from += batch) {
        List<Committed> part = log.subList(from, Math.min(log.size(), from + batch));
        replay.node.onApplyThread(() -> replay.machine.apply(part));
      }
      assertThat(replay.store.digest()).isEqualTo(digest);
      assertThat(cursor.poll(1)).isInstanceOf(Poll.Compacted.class);
    }
    Replica restarted = replica(StoreConfig.defaults());
    restarted.install(original.snapshot());
    assertThat(restarted.store.digest()).isEqualTo(digest);
  }

  /** WAL-25: with a full disk, what frees room is marked and passes; all else is refused. */
  @Test
  void aFullDiskLetsDeletesAndCompactionsThrough() {
    Replica replica = replica(StoreConfig.defaults());
    replica.put("a", "1");
    replica.put("a", "2");
    replica.put("b", "1");
    replica.node.fillDisk(true);
    assertThat(replica.put("c", "1"))
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_SPACE));
    Operation remove = new Operation.DeleteRange(prefix("b"));
    for (Write relief :
        List.of(
            new Write.Compact(new Revision(3)),
            new Write.Delete(bytes("a"), new Expected.Anything()),
            new Write.DeleteRange(prefix("x")),
            new Write.Transaction(List.of(), List.of(remove), List.of()))) {
      assertThat(replica.write(relief)).isNotInstanceOf(WriteOutcome.Refused.class);
    }
    assertThat(replica.store.status().liveKeys()).isZero();
    replica.node.fillDisk(false);
    assertThat(replica.put("c", "1")).isInstanceOf(WriteOutcome.Written.class);
  }
}
