package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.bootstrap.ServiceAddress;
import io.binnacle.apiserver.encoding.ReplyEncoding;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a replica is told at its start (design D12); each component names its flag. Values are
 * checked where they are made, so an instance is always sound.
 */
public record ServerOptions(
    Member member, Serving serving, Peering peering, Access access, Requests requests, Data data) {

  public ServerOptions {
    if (member.initialCluster().size() > 1 || member.join() != null) {
      requireGiven(serving.tlsCertFile(), "--tls-cert-file");
      requireGiven(serving.tlsPrivateKeyFile(), "--tls-private-key-file");
      requireGiven(access.clientCaFile(), "--client-ca-file");
      requireGiven(peering.certFile(), "--peer-cert-file");
      requireGiven(peering.keyFile(), "--peer-key-file");
      requireGiven(peering.trustedCaFile(), "--peer-trusted-ca-file");
    }
    if (member.join() != null && member.initialCluster().size() > 1) {
      throw new InvalidOptionsException(
          "--join and an --initial-cluster of several members exclude each other");
    }
    if (member.join() != null
        && peering.port() == 0
        && member.initialCluster().getFirst().port() == 0) {
      throw new InvalidOptionsException("--join needs --peer-port");
    }
    if (peering.port() != 0 && peering.trustedCaFile() == null) {
      throw new InvalidOptionsException(
          "--peer-port needs --peer-cert-file, --peer-key-file and --peer-trusted-ca-file: members"
              + " show each other certificates (\"binnacle certs init\" makes them)");
    }
  }

  /** A complete server of one member: it makes its own certificates. */
  public static ServerOptions alone(Path dataDir) {
    return new ServerOptions(
        Member.alone(dataDir),
        Serving.defaults(),
        Peering.defaults(),
        Access.defaults(),
        Requests.defaults(),
        Data.defaults());
  }

  public ServerOptions withServing(Serving changed) {
    return new ServerOptions(member, changed, peering, access, requests, data);
  }

  public ServerOptions withAccess(Access changed) {
    return new ServerOptions(member, serving, peering, changed, requests, data);
  }

  public ServerOptions withRequests(Requests changed) {
    return new ServerOptions(member, serving, peering, access, changed, data);
  }

  /**
   * Who this replica is.
   *
   * @param name {@code --name}
   * @param dataDir {@code --data-dir}
   * @param initialCluster {@code --initial-cluster}; empty for a member alone; one that joins may
   *     say here where the others reach it
   * @param clusterToken {@code --initial-cluster-token}: tells groups apart whose members have the
   *     same names
   * @param join {@code --join} and what belongs to it; null for a member of the first start
   */
  public record Member(
      String name,
      Path dataDir,
      List<InitialMember> initialCluster,
      String clusterToken,
      @Nullable Join join) {
    /** What {@code --initial-cluster-token} is by default. */
    public static final String DEFAULT_TOKEN = "binnacle";

    public Member(String name, Path dataDir, List<InitialMember> initialCluster) {
      this(name, dataDir, initialCluster, DEFAULT_TOKEN, null);
    }

    public Member {
      Set<String> names = new LinkedHashSet<>();
      for (InitialMember each : initialCluster) {
        if (!names.add(each.name())) {
          throw new InvalidOptionsException("--initial-cluster names " + each.name() + " twice");
        }
      }
      if (!initialCluster.isEmpty() && !names.contains(name)) {
        throw new InvalidOptionsException(
            "--name " + name + " is not in --initial-cluster (" + String.join(", ", names) + ")");
      }
      if (!clusterToken.matches("[A-Za-z0-9._-]{1,63}")) {
        throw new InvalidOptionsException(
            "--initial-cluster-token must be 1 to 63 letters, digits, '.', '_' or '-'");
      }
      // Checks the name by the rule for members.
      InitialMember self = new InitialMember(name, "localhost", 0);
      initialCluster = initialCluster.isEmpty() ? List.of(self) : List.copyOf(initialCluster);
    }

    public static Member alone(Path dataDir) {
      return new Member("default", dataDir, List.of());
    }
  }

  /**
   * How a member comes to a group that runs already.
   *
   * @param server {@code --join}: a replica of it, or a load balancer before them
   * @param kubeconfig {@code --join-kubeconfig}: of an administrator of that group
   * @param memberId {@code --member-id}: as {@code member add} printed it; null where this member
   *     adds itself
   */
  public record Join(URI server, Path kubeconfig, @Nullable String memberId) {
    public Join {
      if (!"https".equals(server.getScheme()) || server.getHost() == null) {
        throw new InvalidOptionsException(
            "--join " + server + " is not of the form https://host:port");
      }
    }
  }

  /**
   * The listener for clients.
   *
   * @param bindAddress {@code --bind-address}
   * @param securePort {@code --secure-port}; 0 lets the system choose
   * @param advertiseAddress {@code --advertise-address}: host or address clients reach this replica
   *     by; where absent, the bind address, or localhost for a wildcard
   * @param tlsCertFile {@code --tls-cert-file}
   * @param tlsPrivateKeyFile {@code --tls-private-key-file}
   * @param subjectNames {@code --tls-subject-names}: further names and addresses in the certificate
   *     that a member alone makes for itself
   */
  public record Serving(
      String bindAddress,
      int securePort,
      @Nullable String advertiseAddress,
      @Nullable Path tlsCertFile,
      @Nullable Path tlsPrivateKeyFile,
      List<String> subjectNames) {
    public Serving {
      requirePort(securePort, "--secure-port");
      requirePair(tlsCertFile, "--tls-cert-file", tlsPrivateKeyFile, "--tls-private-key-file");
      subjectNames = List.copyOf(subjectNames);
    }

    public static Serving defaults() {
      return on("0.0.0.0", 6443);
    }

    /** An address and a port, everything else by default. */
    public static Serving on(String bindAddress, int securePort) {
      return new Serving(bindAddress, securePort, null, null, null, List.of());
    }
  }

  /**
   * The listener for other members.
   *
   * @param bindAddress {@code --peer-bind-address}
   * @param port {@code --peer-port}; 0 takes the port that {@code --initial-cluster} says
   * @param certFile {@code --peer-cert-file}: used towards both sides
   * @param keyFile {@code --peer-key-file}
   * @param trustedCaFile {@code --peer-trusted-ca-file}
   */
  public record Peering(
      String bindAddress,
      int port,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      @Nullable Path trustedCaFile) {
    public Peering {
      requirePort(port, "--peer-port");
      requirePair(certFile, "--peer-cert-file", keyFile, "--peer-key-file");
    }

    public static Peering defaults() {
      return new Peering("0.0.0.0", 0, null, null, null);
    }
  }

  /**
   * Who may come in.
   *
   * @param clientCaFile {@code --client-ca-file}: authorities of client certificates
   * @param tokenAuthFile {@code --token-auth-file}: lines of token,user,uid,"group,group"
   * @param anonymousAuth {@code --anonymous-auth}
   * @param serviceClusterIpRange {@code --service-cluster-ip-range}
   */
  public record Access(
      @Nullable Path clientCaFile,
      @Nullable Path tokenAuthFile,
      boolean anonymousAuth,
      String serviceClusterIpRange) {
    public Access {
      if (!serviceClusterIpRange.matches("[0-9a-fA-F.:]+/[0-9]{1,3}")) {
        throw new InvalidOptionsException(
            "--service-cluster-ip-range \"" + serviceClusterIpRange + "\" is not address/bits");
      }
      try {
        var _ = ServiceAddress.firstOf(serviceClusterIpRange);
      } catch (IllegalArgumentException e) {
        throw new InvalidOptionsException(String.valueOf(e.getMessage()));
      }
    }

    public static Access defaults() {
      return new Access(null, null, true, "10.96.0.0/16");
    }
  }

  /**
   * Bounds of requests.
   *
   * @param maxRequestBytes {@code --max-request-bytes}: of a request's body
   * @param requestTimeout {@code --request-timeout}: also the cap of {@code ?timeout=}
   * @param watchCoalesceMillis {@code --watch-coalesce-ms} (design D5)
   * @param stopping how a stop goes
   * @param goawayChance {@code --goaway-chance}: of requests over HTTP/2 after which the client is
   *     asked to connect anew
   * @param gzipMinBytes {@code --gzip-min-bytes}: larger replies are compressed for who takes it
   */
  public record Requests(
      int maxRequestBytes,
      Duration requestTimeout,
      int watchCoalesceMillis,
      Stopping stopping,
      double goawayChance,
      int gzipMinBytes) {
    private static final double GOAWAY_CHANCE_MAX = 0.02;

    public Requests {
      requireRange(maxRequestBytes, 1_024, 64 << 20, "--max-request-bytes");
      requireRange(requestTimeout.toMillis(), 1, 3_600_000, "--request-timeout (ms)");
      requireRange(watchCoalesceMillis, 0, 1_000, "--watch-coalesce-ms");
      requireRange(gzipMinBytes, 0, Integer.MAX_VALUE, "--gzip-min-bytes");
      if (!(goawayChance >= 0 && goawayChance <= GOAWAY_CHANCE_MAX)) {
        throw new InvalidOptionsException(
            "--goaway-chance is " + goawayChance + ", must be 0 to " + GOAWAY_CHANCE_MAX);
      }
    }

    public static Requests defaults() {
      return new Requests(
          3 << 20,
          Duration.ofSeconds(60),
          10,
          new Stopping(Duration.ZERO, Duration.ofSeconds(10)),
          0,
          ReplyEncoding.COMPRESSED_FROM_BYTES);
    }
  }

  /**
   * How a stop goes.
   *
   * @param delay {@code --shutdown-delay-duration}: serving goes on while /readyz fails
   * @param grace {@code --shutdown-grace-duration}: for requests in flight after that
   */
  public record Stopping(Duration delay, Duration grace) {
    public Stopping {
      requireRange(delay.toMillis(), 0, 600_000, "--shutdown-delay-duration (ms)");
      requireRange(grace.toMillis(), 0, 600_000, "--shutdown-grace-duration (ms)");
    }
  }

  /**
   * What is kept, and the pulse of the group (design D4, D17).
   *
   * @param historyMillis {@code --history-ms}: how long superseded versions are kept
   * @param historyBytesMax {@code --history-bytes-max}; 0 for a quarter of the heap
   * @param stateBytesMax {@code --state-bytes-max}; 0 for 45 % of the heap
   * @param snapshotLogBytesMin {@code --snapshot-log-bytes}: a checkpoint is due when the log since
   *     the last outgrew this and the live bytes
   * @param timing tick, heartbeat and election timeout
   * @param replication how reads are confirmed and snapshots sent
   */
  public record Data(
      long historyMillis,
      long historyBytesMax,
      long stateBytesMax,
      long snapshotLogBytesMin,
      Timing timing,
      Replication replication) {
    public Data {
      requireRange(historyMillis, 1_000, 86_400_000L * 30, "--history-ms");
      requireRange(historyBytesMax, 0, Long.MAX_VALUE, "--history-bytes-max");
      requireRange(stateBytesMax, 0, Long.MAX_VALUE, "--state-bytes-max");
      requireRange(snapshotLogBytesMin, 1 << 20, Long.MAX_VALUE, "--snapshot-log-bytes");
    }

    public static Data defaults() {
      return new Data(300_000, 0, 0, 64L << 20, Timing.defaults(), Replication.defaults());
    }
  }

  /**
   * Raft's clockwork.
   *
   * @param tickMillis {@code --tick-ms}
   * @param heartbeatMillis {@code --heartbeat-interval}
   * @param electionMillis {@code --election-timeout}: at most etcd's bound (RAFT-03)
   */
  public record Timing(int tickMillis, int heartbeatMillis, int electionMillis) {
    private static final int ELECTION_MILLIS_MAX = 50_000;

    public Timing {
      requireRange(tickMillis, 5, 1_000, "--tick-ms");
      requireRange(heartbeatMillis, tickMillis, 10_000, "--heartbeat-interval (ms)");
      requireRange(
          electionMillis, 3L * heartbeatMillis, ELECTION_MILLIS_MAX, "--election-timeout (ms)");
    }

    public static Timing defaults() {
      return new Timing(25, 100, 1_000);
    }
  }

  /**
   * What members do for each other.
   *
   * @param readLease {@code --read-lease}: a leader answers reads without asking the others, for as
   *     long as it can rely on clocks (RAFT-50)
   * @param readLeaseMaxClockDrift {@code --read-lease-max-clock-drift}: by which part a clock may
   *     run too slow or too fast
   * @param snapshotSendBytesPerSecondMax {@code --snapshot-send-rate}: to each member; 0 for no
   *     bound
   * @param scrubBytesPerSecond {@code --scrub-rate}: how fast files are read again to find damage
   *     (WAL-29); 0 for not at all
   * @param stateCheckMillis {@code --state-check-interval}: between comparisons of the members'
   *     states (CLUS-28); 0 for none
   */
  public record Replication(
      boolean readLease,
      double readLeaseMaxClockDrift,
      long snapshotSendBytesPerSecondMax,
      long scrubBytesPerSecond,
      long stateCheckMillis) {
    public Replication {
      if (!(readLeaseMaxClockDrift >= 0.001 && readLeaseMaxClockDrift <= 0.5)) {
        throw new InvalidOptionsException(
            "--read-lease-max-clock-drift is "
                + readLeaseMaxClockDrift
                + ", allowed is 0.001 to 0.5");
      }
      requireRange(scrubBytesPerSecond, 0, 1L << 40, "--scrub-rate");
      // More often than each second, members would have no time to read their states through.
      long least = stateCheckMillis == 0 ? 0 : 1_000;
      requireRange(stateCheckMillis, least, 86_400_000L * 30, "--state-check-interval (ms)");
      requireRange(snapshotSendBytesPerSecondMax, 0, Long.MAX_VALUE, "--snapshot-send-rate");
      if (snapshotSendBytesPerSecondMax > 0) {
        // Less could not send a snapshot of some size before the log has outgrown it.
        requireRange(
            snapshotSendBytesPerSecondMax, 64 << 10, Long.MAX_VALUE, "--snapshot-send-rate");
      }
    }

    public static Replication defaults() {
      return new Replication(false, 0.01, 0, 4 << 20, 300_000);
    }
  }

  private static void requireGiven(@Nullable Path file, String flag) {
    if (file == null) {
      throw new InvalidOptionsException(
          flag
              + " is required with several members: make certificates with \"binnacle certs init\"");
    }
  }

  private static void requirePair(
      @Nullable Path first, String firstFlag, @Nullable Path second, String secondFlag) {
    if ((first == null) != (second == null)) {
      throw new InvalidOptionsException(firstFlag + " and " + secondFlag + " belong together");
    }
  }

  private static void requirePort(int port, String flag) {
    requireRange(port, 0, 65_535, flag);
  }

  private static void requireRange(long value, long min, long max, String flag) {
    if (value < min || value > max) {
      throw new InvalidOptionsException(
          flag + " is " + value + ", allowed is " + min + " to " + max);
    }
  }
}
