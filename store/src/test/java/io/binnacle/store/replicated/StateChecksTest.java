package io.binnacle.store.replicated;

import static io.binnacle.store.contract.Texts.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.mvcc.StateDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLUS-28, CLUS-29: three members with logs on disk compare their states. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StateChecksTest {
  private static final StoreConfig OFTEN = StoreConfig.defaults().withStateCheckMillis(150);

  @TempDir Path directory;

  private final Map<String, WatchedMachine> machines = new ConcurrentHashMap<>();
  private final Map<String, Integer> commandVersions = new HashMap<>();
  private int written;

  private StateMachine<WriteOutcome> watched(String name, StateMachine<WriteOutcome> machine) {
    WatchedMachine watched =
        new WatchedMachine(machine, commandVersions.getOrDefault(name, machine.commandVersion()));
    machines.put(name, watched);
    return watched;
  }

  private ThreeReplicas start(StoreConfig config) throws IOException {
    return new ThreeReplicas(directory, config, this::watched);
  }

  private WatchedMachine machine(int which) {
    WatchedMachine machine = machines.get(ThreeReplicas.nameOf(which));
    assertThat(machine).isNotNull();
    return machine;
  }

  private void put(ReplicatedStore store) {
    written++;
    Write put =
        new Write.Put(
            bytes("/k" + written % 50),
            bytes("v" + written),
            Bytes.empty(),
            new Expected.Anything());
    store.write(put).orTimeout(60, TimeUnit.SECONDS).join();
  }

  private void putUntil(ReplicatedStore store, BooleanSupplier condition) {
    ThreeReplicas.await(
        () -> {
          put(store);
          return condition.getAsBoolean();
        });
  }

  /** As a bit that flips in memory, or a fault in apply: the revisions stay equal. */
  private static Write otherValue(Write write, String key, String value) {
    return write instanceof Write.Put put && put.key().equals(bytes(key))
        ? new Write.Put(put.key(), bytes(value), put.attachment(), put.expected())
        : write;
  }

  /** While nothing is written nothing is compared, so what was begun comes to its end. */
  private List<Long> awaitNoMoreChecks() {
    List<List<Long>> seen = new ArrayList<>(List.of(List.of()));
    ThreeReplicas.await(
        () -> {
          List<Long> before = seen.getLast();
          try {
            TimeUnit.MILLISECONDS.sleep(1_500);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          seen.add(machine(0).checks());
          return seen.getLast().equals(before)
              && IntStream.range(1, 3).allMatch(i -> machine(i).checks().equals(before));
        });
    return seen.getLast();
  }

  private void assertThatAllAgree(ThreeReplicas replicas) {
    for (ReplicatedStore store : replicas.stores()) {
      assertThat(store.stopped()).isNotDone();
      assertThat(store.comparisons().undecided()).isZero();
      assertThat(store.comparisons().differing()).isEmpty();
    }
  }

  /** The others go on, and nothing of theirs changes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMemberWhoseStateIsNotTheMajoritysStopsForGood(boolean leads) throws Exception {
    try (ThreeReplicas replicas = start(OFTEN)) {
      int wrong = leads ? replicas.leader() : replicas.follower();
      ReplicatedStore one = replicas.store((wrong + 1) % 3);
      ReplicatedStore other = replicas.store((wrong + 2) % 3);
      putUntil(one, () -> one.comparisons().agreed() > 0);
      machine(wrong).tamper(write -> otherValue(write, "/k7", "wrong"));

      putUntil(one, () -> replicas.store(wrong).stopped().isDone());

      assertThat(replicas.store(wrong).stopped().join())
          .contains("is damaged", "not that of the majority", "no longer votes");
      assertThat(DamageMark.isOn(replicas.diskOf(ThreeReplicas.nameOf(wrong)))).isTrue();
      assertThatThrownBy(() -> replicas.restart(wrong))
          .isInstanceOf(DataRefusedException.class)
          .hasMessageContaining("was found damaged before: the state of this member");
      List<Long> named = one.comparisons().differing();
      assertThat(named).hasSize(1).isEqualTo(other.comparisons().differing());
      long agreed = one.comparisons().agreed();
      putUntil(one, () -> one.comparisons().agreed() >= agreed + 2);
      assertThat(one.comparisons().differing()).isEqualTo(named);
      for (int i : List.of((wrong + 1) % 3, (wrong + 2) % 3)) {
        assertThat(DamageMark.isOn(replicas.diskOf(ThreeReplicas.nameOf(i)))).isFalse();
        assertThat(replicas.store(i).stopped()).isNotDone();
        assertThat(replicas.store(i).comparisons().undecided()).isZero();
      }
      ThreeReplicas.await(() -> one.digest().equals(other.digest()));
      assertThat(one.localView().get(bytes("/k7"))).isNotNull();
      assertThat(one.localView().get(bytes("/k7")).value()).isNotEqualTo(bytes("wrong"));
    }
  }

  /** Three states, no majority: who could say which is right. */
  @Test
  void whereNoMajorityAgreesNobodyIsStopped() throws Exception {
    try (ThreeReplicas replicas = start(OFTEN)) {
      machine(0).tamper(write -> otherValue(write, "/k7", "wrong"));
      machine(1).tamper(write -> otherValue(write, "/k7", "wrong in another way"));

      putUntil(
          replicas.store(2),
          () -> replicas.stores().stream().allMatch(store -> store.comparisons().undecided() >= 2));

      for (int i = 0; i < 3; i++) {
        assertThat(replicas.store(i).stopped()).isNotDone();
        assertThat(replicas.store(i).comparisons().differing()).isEmpty();
        assertThat(DamageMark.isOn(replicas.diskOf(ThreeReplicas.nameOf(i)))).isFalse();
      }
    }
  }

  /** Under writes, deletes and compactions, with a member that comes back by a snapshot. */
  @Test
  void membersThatAreAlikeNeverAlarm() throws Exception {
    try (ThreeReplicas replicas = start(OFTEN.withHistoryMillis(300))) {
      ReplicatedStore first = replicas.store(0);
      Write remove = new Write.Delete(bytes("/k3"), new Expected.Anything());
      putUntil(
          first,
          () -> {
            first.write(remove).orTimeout(60, TimeUnit.SECONDS).join();
            return replicas.stores().stream().allMatch(store -> store.comparisons().agreed() >= 5);
          });
      assertThat(first.status().compactRevision()).isGreaterThan(new Revision(1));
      int away = replicas.follower();
      ReplicatedStore stays = replicas.store((away + 1) % 3);
      replicas.cutOff(away);
      Bytes large = bytes("x".repeat(8_000));
      for (int i = 0; i < 200; i++) {
        Write put =
            new Write.Put(bytes("/large" + i % 7), large, Bytes.empty(), new Expected.Anything());
        stays.write(put).orTimeout(60, TimeUnit.SECONDS).join();
      }
      long before = stays.comparisons().agreed();
      replicas.heal(away);
      ThreeReplicas.await(() -> replicas.store(away).root().lineage() > 0);
      long seen = replicas.store(away).comparisons().agreed();
      putUntil(
          stays,
          () ->
              replicas.store(away).comparisons().agreed() >= seen + 3
                  && stays.comparisons().agreed() >= before + 3);
      assertThatAllAgree(replicas);
    }
  }

  /** A start applies the comparisons in its log again; they are over. */
  @Test
  void whatIsInTheLogAtAStartIsNotComparedAgain() throws Exception {
    long last;
    try (ThreeReplicas replicas = start(OFTEN)) {
      putUntil(
          replicas.store(0),
          () -> replicas.stores().stream().allMatch(store -> store.comparisons().agreed() >= 3));
      last = awaitNoMoreChecks().getLast();
    }
    machines.clear();
    try (ThreeReplicas replicas = start(OFTEN.withStateCheckMillis(0))) {
      put(replicas.store(0));
      // Longer than a report waits between two attempts.
      TimeUnit.MILLISECONDS.sleep(1_500);
      put(replicas.store(1));
      put(replicas.store(2));
      List<Long> again = new ArrayList<>();
      IntStream.range(0, 3).forEach(i -> again.addAll(machine(i).checks()));
      assertThat(again).as("they are applied again, and nobody reports").contains(last);
      assertThat(again).allMatch(index -> index <= last);
      for (ReplicatedStore store : replicas.stores()) {
        assertThat(store.comparisons().agreed()).isZero();
        assertThat(store.comparisons().undecided()).isZero();
      }
    }
  }

  /** Whatever is wrong with what it loaded shows soon, and not when something is written next. */
  @Test
  void aMemberThatHasStartedIsComparedAlthoughNothingIsWritten() throws Exception {
    try (ThreeReplicas replicas = start(OFTEN)) {
      putUntil(
          replicas.store(0),
          () -> replicas.stores().stream().allMatch(store -> store.comparisons().agreed() >= 1));
      awaitNoMoreChecks();
      Revision revision = replicas.store(0).localView().revision();
      int started = replicas.follower();
      long before = replicas.store((started + 1) % 3).comparisons().agreed();

      replicas.restart(started);

      ThreeReplicas.await(() -> replicas.store(started).comparisons().agreed() == 1);
      awaitNoMoreChecks();
      assertThat(replicas.store(started).comparisons().agreed()).isEqualTo(1);
      assertThat(replicas.store((started + 1) % 3).comparisons().agreed()).isEqualTo(before + 1);
      assertThat(replicas.store(0).localView().revision()).isEqualTo(revision);
      assertThatAllAgree(replicas);
    }
  }

  /** CLUS-25: a member of the program before finds nothing in its log that it cannot read. */
  @Test
  void comparisonsBeginOnceAllMembersKnowThem() throws Exception {
    commandVersions.put("two", 1);
    try (ThreeReplicas replicas = start(OFTEN)) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      putUntil(replicas.store(0), () -> System.nanoTime() > until);
      IntStream.range(0, 3).forEach(i -> assertThat(machine(i).checks()).isEmpty());
      assertThat(replicas.store(1).stopped()).isNotDone();

      commandVersions.clear();
      replicas.restart(1);
      replicas.awaitReady();
      putUntil(
          replicas.store(0),
          () -> replicas.stores().stream().allMatch(store -> store.comparisons().agreed() >= 2));
      assertThatAllAgree(replicas);
    }
  }

  /** No revision, no event: to clients and watchers nothing has happened. */
  @Test
  void aComparisonChangesNothingOfTheState() throws Exception {
    try (ThreeReplicas replicas = start(OFTEN)) {
      put(replicas.store(0));
      ThreeReplicas.await(() -> replicas.store(0).comparisons().agreed() >= 1);
      Revision revision = replicas.store(0).localView().revision();
      StateDigest digest = replicas.store(0).digest();
      assertThat(revision).isEqualTo(new Revision(2));
      awaitNoMoreChecks();
      assertThat(replicas.store(0).localView().revision()).isEqualTo(revision);
      assertThat(replicas.store(0).digest()).isEqualTo(digest);
    }
  }
}
