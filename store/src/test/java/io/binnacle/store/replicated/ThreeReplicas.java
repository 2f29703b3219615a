package io.binnacle.store.replicated;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusConfig.Group;
import io.binnacle.consensus.MemberStatus.Role;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.ConsensusMember;
import io.binnacle.store.Freshness;
import io.binnacle.store.ViewOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Three stores over real members with logs on disk, in one process. */
final class ThreeReplicas implements AutoCloseable {
  private static final List<String> NAMES = List.of("one", "two", "three");

  private final MemoryNetwork network = new MemoryNetwork();
  private final List<ReplicatedStore> stores = new ArrayList<>();

  ThreeReplicas(Path directory, StoreConfig config) throws IOException {
    Map<String, String> addresses = new LinkedHashMap<>();
    NAMES.forEach(name -> addresses.put(name, "127.0.0.1:0"));
    for (String name : NAMES) {
      ConsensusConfig member =
          ConsensusConfig.of(Group.ofInitialCluster("test", name, addresses), name.hashCode())
              .withTiming(new ConsensusConfig.Timing(20, 4, 25, 2, 6))
              .withStorage(new ConsensusConfig.Storage(1 << 20, 256 << 10, 10, 64 << 10));
      stores.add(
          ReplicatedStore.create(
              machine ->
                  ConsensusMember.start(
                      member,
                      FileDisk.at(directory.resolve(name)),
                      network.transportOf(member.group().memberId()),
                      machine),
              config));
    }
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
