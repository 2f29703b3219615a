package io.binnacle.apiserver.boot;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.Limits;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.ConsensusMember;
import io.binnacle.consensus.metrics.ConsensusMetrics;
import io.binnacle.consensus.transport.NettyPeerTransport;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.transport.PeerSecurity;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.replicated.ReplicatedStore;
import io.binnacle.store.replicated.StoreConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store over our own consensus, as the options say (design D8). */
final class ConsensusStore {
  /** Tells apart groups whose members have the same names; one day a flag. */
  private static final String CLUSTER_TOKEN = "binnacle";

  private final KeyValueStore store;
  private final Supplier<ConsensusMetrics> metrics;

  private ConsensusStore(KeyValueStore store, Supplier<ConsensusMetrics> metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  /**
   * Opens the data directory and joins the group.
   *
   * @throws IOException with a message for people; nothing is left open then
   */
  static ConsensusStore open(ServerOptions options) throws IOException {
    ConsensusConfig config = consensusConfig(options);
    Disk disk = FileDisk.at(options.member().dataDir().resolve("member"));
    PeerTransport transport = transport(options, config);
    AtomicReference<@Nullable ConsensusMember<WriteOutcome>> member = new AtomicReference<>();
    KeyValueStore store =
        ReplicatedStore.create(
            machine -> {
              ConsensusMember<WriteOutcome> started =
                  ConsensusMember.start(config, disk, transport, machine);
              member.set(started);
              return started;
            },
            storeConfig(options.data()));
    ConsensusMember<WriteOutcome> started = member.get();
    if (started == null) {
      throw new IOException("the store did not start its member");
    }
    return new ConsensusStore(store, started::metrics);
  }

  KeyValueStore store() {
    return store;
  }

  Supplier<ConsensusMetrics> metrics() {
    return metrics;
  }

  private static PeerTransport transport(ServerOptions options, ConsensusConfig config)
      throws IOException {
    if (config.group().members().size() == 1) {
      return new NoPeers();
    }
    ServerOptions.Peering peering = options.peering();
    int port = peering.port() == 0 ? config.group().self().port() : peering.port();
    return new NettyPeerTransport(
        config.group(),
        new InetSocketAddress(peering.bindAddress(), port),
        security(peering),
        config.seed());
  }

  /** The options of several members always name all three files. */
  private static PeerSecurity security(ServerOptions.Peering peering) throws IOException {
    Path certificate = Objects.requireNonNull(peering.certFile(), "--peer-cert-file");
    Path key = Objects.requireNonNull(peering.keyFile(), "--peer-key-file");
    Path authority = Objects.requireNonNull(peering.trustedCaFile(), "--peer-trusted-ca-file");
    try {
      return PeerSecurity.ofPem(certificate, key, authority);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "--peer-cert-file "
              + certificate
              + " and --peer-key-file "
              + key
              + " do not work: "
              + e.getMessage(),
          e);
    }
  }

  private static ConsensusConfig consensusConfig(ServerOptions options) {
    ServerOptions.Member member = options.member();
    Map<String, String> addresses = new LinkedHashMap<>();
    for (InitialMember each : member.initialCluster()) {
      addresses.put(each.name(), each.host() + ":" + each.port());
    }
    ServerOptions.Timing timing = options.data().timing();
    int tick = timing.tickMillis();
    ConsensusConfig.Timing defaults = ConsensusConfig.Timing.defaults();
    ConsensusConfig.Storage storage = ConsensusConfig.Storage.defaults();
    return ConsensusConfig.of(
            ConsensusConfig.Group.ofInitialCluster(CLUSTER_TOKEN, member.name(), addresses),
            ThreadLocalRandom.current().nextLong())
        .withTiming(
            new ConsensusConfig.Timing(
                tick,
                Math.max(1, timing.heartbeatMillis() / tick),
                Math.max(2, timing.electionMillis() / tick),
                defaults.peerLostTicksMin(),
                defaults.peerLostTicksMax()))
        .withStorage(
            new ConsensusConfig.Storage(
                storage.walSegmentBytes(),
                options.data().snapshotLogBytesMin(),
                storage.logTailEntries(),
                storage.reserveBytes()));
  }

  private static StoreConfig storeConfig(ServerOptions.Data data) {
    StoreConfig defaults = StoreConfig.defaults();
    return defaults
        .withCommandBytesMax(Limits.COMMAND_BYTES_MAX)
        .withHistoryMillis(data.historyMillis())
        .withBytesMax(
            data.historyBytesMax() == 0 ? defaults.historyBytesMax() : data.historyBytesMax(),
            data.stateBytesMax() == 0 ? defaults.stateBytesMax() : data.stateBytesMax());
  }
}
