package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.joining.JoinFile;
import io.binnacle.apiserver.joining.JoinWish;
import io.binnacle.apiserver.joining.Joining;
import io.binnacle.apiserver.joining.RemovedMark;
import io.binnacle.apiserver.joining.SelfPromotion;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.Limits;
import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
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
import io.binnacle.store.comparison.ComparisonCounts;
import io.binnacle.store.replicated.Distrust;
import io.binnacle.store.replicated.ReplicatedStore;
import io.binnacle.store.replicated.StoreConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store over our own consensus, as the options say (design D8). */
final class ConsensusStore {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConsensusStore.class);

  private final ReplicatedStore store;
  private final ConsensusMember<WriteOutcome> member;
  private final @Nullable JoinFile joined;

  private ConsensusStore(
      ReplicatedStore store, ConsensusMember<WriteOutcome> member, @Nullable JoinFile joined) {
    this.store = store;
    this.member = member;
    this.joined = joined;
  }

  /**
   * Opens the data directory and joins the group.
   *
   * @throws IOException with a message for people; nothing is left open then
   */
  static ConsensusStore open(ServerOptions options) throws IOException {
    Path dataDirectory = options.member().dataDir();
    if (RemovedMark.isIn(dataDirectory)) {
      throw new IOException(
          dataDirectory
              + ": this member was removed from its group; let it join again with an empty directory");
    }
    JoinFile joined = join(options);
    ConsensusConfig config = consensusConfig(options, joined);
    Disk disk = FileDisk.at(options.member().dataDir().resolve("member"));
    PeerTransport transport = transport(options, config);
    boolean isAlone = joined == null && options.member().initialCluster().size() == 1;
    try {
      return open(config, disk, transport, options, joined);
    } catch (DataRefusedException e) {
      boolean isDamaged = e.reason() == DataRefusedException.Reason.DAMAGED;
      throw isDamaged && isAlone ? new IOException(DamageMark.toldAlone(e), e) : e;
    }
  }

  private static ConsensusStore open(
      ConsensusConfig config,
      Disk disk,
      PeerTransport transport,
      ServerOptions options,
      @Nullable JoinFile joined)
      throws IOException {
    AtomicReference<@Nullable ConsensusMember<WriteOutcome>> member = new AtomicReference<>();
    ReplicatedStore store =
        ReplicatedStore.create(
            machine -> {
              ConsensusMember<WriteOutcome> started =
                  ConsensusMember.start(config, disk, transport, machine);
              member.set(started);
              return started;
            },
            storeConfig(options.data()),
            Distrust.marking(disk));
    ConsensusMember<WriteOutcome> started = member.get();
    if (started == null) {
      throw new IOException("the store did not start its member");
    }
    var _ =
        started.stopped().thenAccept(reason -> markIfRemoved(reason, options.member().dataDir()));
    return new ConsensusStore(store, started, joined);
  }

  private static void markIfRemoved(ConsensusNode.StopReason reason, Path dataDirectory) {
    if (reason instanceof ConsensusNode.StopReason.Removed) {
      try {
        RemovedMark.put(dataDirectory);
      } catch (IOException e) {
        LOGGER.warn(
            "the next start will be told again that this member was removed: {}", e.toString());
      }
    }
  }

  KeyValueStore store() {
    return store;
  }

  Supplier<ConsensusMetrics> metrics() {
    return member::metrics;
  }

  Supplier<ComparisonCounts> comparisons() {
    return store::comparisons;
  }

  long memberId() {
    return member.status().memberId();
  }

  GroupAdministration group() {
    return member.group();
  }

  /** Null where this member has its standing already. */
  @Nullable SelfPromotion promoteItself(Path dataDirectory) {
    return joined == null || joined.settled()
        ? null
        : SelfPromotion.start(group(), joined, dataDirectory);
  }

  private static @Nullable JoinFile join(ServerOptions options) throws IOException {
    JoinFile known = JoinFile.read(options.member().dataDir());
    if (known != null && known.settled()) {
      requireData(options.member().dataDir());
    }
    ServerOptions.Join join = options.member().join();
    if (join == null) {
      return known;
    }
    // Where --initial-cluster names this member's peer address, that one counts.
    InitialMember self = options.member().initialCluster().getFirst();
    JoinWish.Contact contact =
        self.port() != 0
            ? new JoinWish.Contact(self.name(), self.host(), self.port())
            : new JoinWish.Contact(
                self.name(), ServingIdentity.advertisedHost(options), options.peering().port());
    return Joining.of(
        new JoinWish(
            options.member().dataDir(),
            contact,
            join.server(),
            join.kubeconfig(),
            join.memberId()));
  }

  /** An id is good for one disk: with an empty one it would have forgotten what it acknowledged. */
  private static void requireData(Path dataDirectory) throws IOException {
    Path log = dataDirectory.resolve("member/wal");
    if (!Files.exists(log)) {
      throw new IOException(
          log
              + " is gone, and with it what this member had acknowledged: remove it from its group,"
              + " empty "
              + dataDirectory
              + ", and let it join as a new member");
    }
  }

  private static PeerTransport transport(ServerOptions options, ConsensusConfig config)
      throws IOException {
    ServerOptions.Peering peering = options.peering();
    if (config.group().members().size() == 1 && peering.certFile() == null) {
      return new NoPeers();
    }
    int port = peering.port() == 0 ? config.group().self().port() : peering.port();
    return new NettyPeerTransport(
        config.group(),
        new InetSocketAddress(peering.bindAddress(), port),
        security(peering),
        config.seed());
  }

  private static PeerSecurity security(ServerOptions.Peering peering) throws IOException {
    Path certificate = required(peering.certFile(), "--peer-cert-file");
    Path key = required(peering.keyFile(), "--peer-key-file");
    Path authority = required(peering.trustedCaFile(), "--peer-trusted-ca-file");
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

  /** The options of several members always name all; a member that once joined may lack them. */
  private static Path required(@Nullable Path file, String flag) throws IOException {
    if (file == null) {
      throw new IOException(flag + " is needed: this member belongs to a group of several");
    }
    return file;
  }

  private static ConsensusConfig consensusConfig(ServerOptions options, @Nullable JoinFile joined) {
    ServerOptions.Member member = options.member();
    Map<String, String> addresses = new LinkedHashMap<>();
    for (InitialMember each : member.initialCluster()) {
      addresses.put(each.name(), each.host() + ":" + each.port());
    }
    InitialMember first = member.initialCluster().getFirst();
    if (first.port() == 0) {
      // A member alone says where others reach it as one that joins does: without
      // --initial-cluster.
      addresses.put(
          first.name(), ServingIdentity.advertisedHost(options) + ":" + options.peering().port());
    }
    ServerOptions.Timing timing = options.data().timing();
    ServerOptions.Replication replication = options.data().replication();
    int tick = timing.tickMillis();
    ConsensusConfig.Timing defaults = ConsensusConfig.Timing.defaults();
    ConsensusConfig.Storage storage = ConsensusConfig.Storage.defaults();
    return ConsensusConfig.of(
            joined == null
                ? ConsensusConfig.Group.ofInitialCluster(
                    member.clusterToken(), member.name(), addresses)
                : joined.group(),
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
                storage.reserveBytes(),
                replication.snapshotSendBytesPerSecondMax(),
                replication.scrubBytesPerSecond()))
        .withReadLease(
            new ConsensusConfig.ReadLease(
                replication.readLease(),
                (int) Math.ceil(replication.readLeaseMaxClockDrift() * 1_000)));
  }

  private static StoreConfig storeConfig(ServerOptions.Data data) {
    StoreConfig defaults = StoreConfig.defaults();
    return defaults
        .withCommandBytesMax(Limits.COMMAND_BYTES_MAX)
        .withHistoryMillis(data.historyMillis())
        .withStateCheckMillis(data.replication().stateCheckMillis())
        .withBytesMax(
            data.historyBytesMax() == 0 ? defaults.historyBytesMax() : data.historyBytesMax(),
            data.stateBytesMax() == 0 ? defaults.stateBytesMax() : data.stateBytesMax());
  }
}
