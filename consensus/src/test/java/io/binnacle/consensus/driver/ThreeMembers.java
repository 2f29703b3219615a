package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.transport.FreePorts;
import io.binnacle.consensus.transport.NettyPeerTransport;
import io.binnacle.consensus.transport.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A group of three in this JVM, on loopback, with mutual TLS. */
final class ThreeMembers implements AutoCloseable {
  private final Path directory;
  private final ConsensusConfig.Storage storage;
  private final TestCertificates certificates = new TestCertificates();
  private final Map<String, String> addresses = new LinkedHashMap<>();
  final Map<String, ConsensusMember<Long>> running = new TreeMap<>();
  final Map<String, ToyMachine> machines = new TreeMap<>();
  final Map<String, HangingDisk> disks = new TreeMap<>();
  private long seed = 1;

  ThreeMembers(Path directory, ConsensusConfig.Storage storage) throws Exception {
    this.directory = directory;
    this.storage = storage;
    for (String name : new String[] {"a", "b", "c"}) {
      addresses.put(name, "127.0.0.1:" + FreePorts.next());
    }
  }

  ConsensusConfig config(String name) {
    return ConsensusConfig.of(
            ConsensusConfig.Group.ofInitialCluster("test", name, addresses), seed++)
        .withStorage(storage);
  }

  long idOf(String name) {
    return running.get(name).status().memberId();
  }

  ToyMachine machine(String name) {
    return machines.get(name);
  }

  /** Of a member with an id of its own that waits to be added. */
  ConsensusConfig.Group joining(String name) throws Exception {
    ConsensusConfig.Group known = config("a").group();
    ConsensusConfig.Member self =
        new ConsensusConfig.Member(
            ConsensusConfig.Group.newMemberId(name.hashCode() * 0x9E3779B97F4A7C15L),
            name,
            "127.0.0.1",
            FreePorts.next());
    return ConsensusConfig.Group.joining(known.clusterId(), self, known.members());
  }

  void start(String name) throws Exception {
    start(config(name));
  }

  void start(ConsensusConfig.Group group) throws Exception {
    start(ConsensusConfig.of(group, seed++).withStorage(storage));
  }

  private void start(ConsensusConfig config) throws Exception {
    String name = config.group().self().name();
    ToyMachine machine = new ToyMachine();
    NettyPeerTransport transport =
        new NettyPeerTransport(
            config.group(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), config.group().self().port()),
            certificates.member(),
            config.seed());
    HangingDisk disk = new HangingDisk(FileDisk.at(directory.resolve(name)));
    machines.put(name, machine);
    disks.put(name, disk);
    running.put(name, ConsensusMember.start(config, disk, transport, machine));
  }

  void startAll() throws Exception {
    for (String name : addresses.keySet()) {
      start(name);
    }
  }

  void stop(String name) {
    running.remove(name).close();
  }

  String awaitLeader() throws Exception {
    Await.until(() -> leader() != null);
    return leader();
  }

  /** A leader that all running members agree on. */
  String leader() {
    String leader = null;
    for (Map.Entry<String, ConsensusMember<Long>> each : running.entrySet()) {
      MemberStatus status = each.getValue().status();
      if (status.role() == MemberStatus.Role.LEADER) {
        leader = each.getKey();
      }
    }
    if (leader == null) {
      return null;
    }
    long leaderId = running.get(leader).status().memberId();
    for (ConsensusMember<Long> member : running.values()) {
      Long seen = member.status().leaderId();
      if (seen == null || seen != leaderId) {
        return null;
      }
    }
    return leader;
  }

  String follower() throws Exception {
    String leader = awaitLeader();
    return running.keySet().stream().filter(name -> !name.equals(leader)).findFirst().orElseThrow();
  }

  ProposalOutcome<Long> propose(String member, String command) throws Exception {
    return running.get(member).propose(Bytes.ofUtf8(command)).get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    stopAll();
  }

  void stopAll() {
    running.values().forEach(ConsensusMember::close);
    running.clear();
  }
}
