package io.binnacle.store.replicated;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusConfig.Group;
import io.binnacle.consensus.MemberStatus.Role;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.ConsensusMember;
import io.binnacle.store.Freshness;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.WriteOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** Three stores over real members with logs on disk, in one process. */
final class ThreeReplicas implements AutoCloseable {
  private static final List<String> NAMES = List.of("one", "two", "three");

  private final MemoryNetwork network = new MemoryNetwork();
  private final List<ReplicatedStore> stores = new ArrayList<>();
  private final Path directory;
  private final StoreConfig config;
  private final BiFunction<String, StateMachine<WriteOutcome>, StateMachine<WriteOutcome>> around;

  ThreeReplicas(Path directory, StoreConfig config) throws IOException {
    this(directory, config, (_, machine) -> machine);
  }

  /**
   * @param around what each member applies to, by the member's name and the store's own machine
   */
  ThreeReplicas(
      Path directory,
      StoreConfig config,
      BiFunction<String, StateMachine<WriteOutcome>, StateMachine<WriteOutcome>> around)
      throws IOException {
    this.directory = directory;
    this.config = config;
    this.around = around;
    for (String name : NAMES) {
      stores.add(open(name));
    }
    awaitReady();
  }

  private ReplicatedStore open(String name) throws IOException {
    Map<String, String> addresses = new LinkedHashMap<>();
    NAMES.forEach(each -> addresses.put(each, "127.0.0.1:0"));
    ConsensusConfig member =
        ConsensusConfig.of(Group.ofInitialCluster("test", name, addresses), name.hashCode())
            .withTiming(new ConsensusConfig.Timing(20, 4, 25, 2, 6))
            .withStorage(new ConsensusConfig.Storage(1 << 20, 256 << 10, 10, 64 << 10));
    return ReplicatedStore.create(
        machine ->
            ConsensusMember.start(
                member,
                diskOf(name),
                network.transportOf(member.group().memberId()),
                around.apply(name, machine)),
        config,
        Distrust.marking(diskOf(name)));
  }

  static String nameOf(int which) {
    return NAMES.get(which);
  }

  Disk diskOf(String name) throws IOException {
    return FileDisk.at(directory.resolve(name));
  }

  /** Closes a member, unless it has stopped, and starts it on what is on its disk. */
  void restart(int which) throws IOException {
    stores.get(which).close();
    stores.set(which, open(nameOf(which)));
  }

  void awaitReady() {
    await(() -> leader() >= 0 && stores.stream().allMatch(ThreeReplicas::answers));
  }

  private static boolean answers(ReplicatedStore store) {
    ViewOutcome outcome =
        store.view(new Freshness.Linearizable()).orTimeout(30, TimeUnit.SECONDS).join();
    return outcome instanceof ViewOutcome.Ready;
  }

  ReplicatedStore store(int which) {
    return stores.get(which);
  }

  List<ReplicatedStore> stores() {
    return stores;
  }

  /** The leader of the newest term, or -1. */
  int leader() {
    int leader = -1;
    long term = -1;
    for (int i = 0; i < stores.size(); i++) {
      var member = stores.get(i).status().member();
      if (member != null && member.role() == Role.LEADER && member.term() > term) {
        leader = i;
        term = member.term();
      }
    }
    return leader;
  }

  int follower() {
    return (leader() + 1) % stores.size();
  }

  void cutOff(int which) {
    network.cutOff(idOf(which));
  }

  void heal(int which) {
    network.heal(idOf(which));
  }

  private long idOf(int which) {
    var member = stores.get(which).status().member();
    return member == null ? 0 : member.memberId();
  }

  static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("it did not come to pass within a minute");
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  @Override
  public void close() {
    stores.forEach(ReplicatedStore::close);
  }
}
