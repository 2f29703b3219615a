package io.binnacle.apiserver.cli.serve;

import io.binnacle.apiserver.boot.InitialMember;
import io.binnacle.apiserver.boot.InvalidOptionsException;
import io.binnacle.apiserver.boot.ServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The flags of {@code serve}, in groups; names are those of kube-apiserver and etcd (design D12).
 *
 * <p>It is a mixin, and the groups stand right below the command, because picocli makes a group's
 * object anew when a flag of the group is on the line: groups in a group would be new with it, and
 * what {@link FlagSources} had put into those that the line leaves out would be lost.
 */
final class ServeFlags {

  @ArgGroup(validate = false, heading = "%nThis member:%n", order = 1)
  private MemberFlags member = new MemberFlags();

  @ArgGroup(validate = false, heading = "%nThe listener for clients:%n", order = 2)
  private ServingFlags serving = new ServingFlags();

  @ArgGroup(validate = false, heading = "%nThe listener for other members:%n", order = 3)
  private PeeringFlags peering = new PeeringFlags();

  @ArgGroup(validate = false, heading = "%nWho may come in:%n", order = 4)
  private AccessFlags access = new AccessFlags();

  @ArgGroup(validate = false, heading = "%nBounds of requests:%n", order = 5)
  private RequestFlags requests = new RequestFlags();

  @ArgGroup(validate = false, heading = "%nData and timing:%n", order = 6)
  private DataFlags data = new DataFlags();

  Path dataDirectory() {
    return member.dataDir;
  }

  /**
   * @throws io.binnacle.apiserver.boot.InvalidOptionsException when flags do not go together
   */
  ServerOptions toOptions() {
    if (member.join != null) {
      requireForJoining();
    } else if (member.memberId != null) {
      throw new InvalidOptionsException(
          "--member-id is of a member that joins: give --join too, or leave it out");
    }
    return new ServerOptions(
        member.toOptions(),
        serving.toOptions(),
        peering.toOptions(),
        access.toOptions(),
        requests.toOptions(),
        data.toOptions());
  }

  /** All that is missing at once, so that nobody finds it out flag by flag. */
  private void requireForJoining() {
    boolean hasAddress = peering.port != 0 || !member.initialCluster.isEmpty();
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--join-kubeconfig", member.joinKubeconfig != null);
    given.put("--peer-port", hasAddress);
    given.put("--tls-cert-file", serving.tlsCertFile != null);
    given.put("--tls-private-key-file", serving.tlsPrivateKeyFile != null);
    given.put("--client-ca-file", access.clientCaFile != null);
    given.put("--peer-cert-file", peering.certFile != null);
    given.put("--peer-key-file", peering.keyFile != null);
    given.put("--peer-trusted-ca-file", peering.trustedCaFile != null);
    given.values().removeIf(isGiven -> isGiven);
    if (!given.isEmpty()) {
      throw new InvalidOptionsException(
          "--join needs %s; the certificates are of the group's authority, for --name %s"
              .formatted(String.join(", ", given.keySet()), member.name));
    }
  }

  static final class MemberFlags {
    @Option(
        names = "--name",
        paramLabel = "NAME",
        defaultValue = "default",
        description = "This member's name, as in --initial-cluster. Default: ${DEFAULT-VALUE}.")
    String name = "default";

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        defaultValue = "default.binnacle",
        description = "Where log and snapshots lie. Default: ${DEFAULT-VALUE}.")
    Path dataDir = Path.of("default.binnacle");

    @Option(
        names = "--initial-cluster",
        paramLabel = "NAME=HOST:PORT,...",
        defaultValue = "",
        description =
            "All members with their peer addresses, the same text on each. Left out: a cluster of"
                + " this member alone, which makes its own certificates.")
    String initialCluster = "";

    @Option(
        names = "--initial-cluster-token",
        paramLabel = "TOKEN",
        defaultValue = ServerOptions.Member.DEFAULT_TOKEN,
        description =
            "Tells groups apart whose members have the same names; the same on each. Default:"
                + " ${DEFAULT-VALUE}.")
    String clusterToken = ServerOptions.Member.DEFAULT_TOKEN;

    @Option(
        names = "--join",
        paramLabel = "URL",
        description =
            "Join the running group behind this address as a learner, and become a voter when caught"
                + " up. Needs --join-kubeconfig and --peer-port.")
    @Nullable URI join;

    @Option(
        names = "--join-kubeconfig",
        paramLabel = "FILE",
        description = "An administrator's of that group, for the time of joining.")
    @Nullable Path joinKubeconfig;

    @Option(
        names = "--member-id",
        paramLabel = "ID",
        description = "With --join: what 'member add' printed. Left out: this member adds itself.")
    @Nullable String memberId;

    ServerOptions.Member toOptions() {
      return new ServerOptions.Member(
          name, dataDir, InitialMember.parseList(initialCluster), clusterToken, joinOptions());
    }

    private ServerOptions.@Nullable Join joinOptions() {
      if (join == null) {
        return null;
      }
      if (joinKubeconfig == null) {
        throw new InvalidOptionsException("--join needs --join-kubeconfig");
      }
      return new ServerOptions.Join(join, joinKubeconfig, memberId);
    }
  }

  static final class ServingFlags {
    @Option(
        names = "--bind-address",
        paramLabel = "IP",
        defaultValue = "0.0.0.0",
        description = "Default: ${DEFAULT-VALUE}.")
    String bindAddress = "0.0.0.0";

    @Option(
        names = "--secure-port",
        paramLabel = "PORT",
        defaultValue = "6443",
        description = "Default: ${DEFAULT-VALUE}; 0 lets the system choose.")
    int securePort = 6443;

    @Option(
        names = "--advertise-address",
        paramLabel = "HOST",
        description = "Where clients reach this member. Default: --bind-address, or localhost.")
    @Nullable String advertiseAddress;

    @Option(names = "--tls-cert-file", paramLabel = "FILE", description = "Server certificate.")
    @Nullable Path tlsCertFile;

    @Option(names = "--tls-private-key-file", paramLabel = "FILE", description = "Its key.")
    @Nullable Path tlsPrivateKeyFile;

    @Option(
        names = "--tls-subject-names",
        paramLabel = "HOST",
        split = ",",
        description =
            "Further names and addresses in the certificate that a member alone makes for itself.")
    List<String> subjectNames = List.of();

    ServerOptions.Serving toOptions() {
      return new ServerOptions.Serving(
          bindAddress, securePort, advertiseAddress, tlsCertFile, tlsPrivateKeyFile, subjectNames);
    }
  }

  static final class PeeringFlags {
    @Option(
        names = "--peer-bind-address",
        paramLabel = "IP",
        defaultValue = "0.0.0.0",
        description = "Default: ${DEFAULT-VALUE}.")
    String bindAddress = "0.0.0.0";

    @Option(
        names = "--peer-port",
        paramLabel = "PORT",
        defaultValue = "0",
        description = "Default: the port that --initial-cluster names.")
    int port;

    @Option(
        names = "--peer-cert-file",
        paramLabel = "FILE",
        description = "Certificate towards other members, for both sides of a connection.")
    @Nullable Path certFile;

    @Option(names = "--peer-key-file", paramLabel = "FILE", description = "Its key.")
    @Nullable Path keyFile;

    @Option(
        names = "--peer-trusted-ca-file",
        paramLabel = "FILE",
        description = "The authority of the other members' certificates.")
    @Nullable Path trustedCaFile;

    ServerOptions.Peering toOptions() {
      return new ServerOptions.Peering(bindAddress, port, certFile, keyFile, trustedCaFile);
    }
  }

  static final class AccessFlags {
    @Option(
        names = "--client-ca-file",
        paramLabel = "FILE",
        description = "Authorities of client certificates: the common name is the user.")
    @Nullable Path clientCaFile;

    @Option(
        names = "--token-auth-file",
        paramLabel = "FILE",
        description = "Bearer tokens, a line each: token,user,uid,\"group1,group2\".")
    @Nullable Path tokenAuthFile;

    @Option(
        names = "--anonymous-auth",
        paramLabel = "true|false",
        arity = "0..1",
        defaultValue = "true",
        fallbackValue = "true",
        description = "Whether health, version and discovery answer strangers. Default: true.")
    boolean anonymousAuth = true;

    @Option(
        names = "--service-cluster-ip-range",
        paramLabel = "CIDR",
        defaultValue = "10.96.0.0/16",
        description = "Addresses of Services. Default: ${DEFAULT-VALUE}.")
    String serviceClusterIpRange = "10.96.0.0/16";

    ServerOptions.Access toOptions() {
      return new ServerOptions.Access(
          clientCaFile, tokenAuthFile, anonymousAuth, serviceClusterIpRange);
    }
  }

  static final class DataFlags {
    @Option(
        names = "--history-ms",
        paramLabel = "MS",
        defaultValue = "300000",
        description = "How long superseded versions are kept. Default: ${DEFAULT-VALUE}.")
    long historyMillis = 300_000;

    @Option(
        names = "--history-bytes-max",
        paramLabel = "BYTES",
        converter = ByteCount.class,
        defaultValue = "0",
        description = "How much of them. Default: 0, a quarter of the heap.")
    long historyBytesMax;

    @Option(
        names = "--state-bytes-max",
        paramLabel = "BYTES",
        converter = ByteCount.class,
        defaultValue = "0",
        description = "Beyond this, growing writes are refused. Default: 0, 45 %% of the heap.")
    long stateBytesMax;

    @Option(
        names = "--snapshot-log-bytes",
        paramLabel = "BYTES",
        converter = ByteCount.class,
        defaultValue = "64Mi",
        description = "Log size at which a checkpoint is due. Default: ${DEFAULT-VALUE}.")
    long snapshotLogBytesMin = 64L << 20;

    @Option(
        names = "--tick-ms",
        paramLabel = "MS",
        defaultValue = "25",
        description = "The unit of the group's clock. Default: ${DEFAULT-VALUE}.")
    int tickMillis = 25;

    @Option(
        names = "--heartbeat-interval",
        paramLabel = "MS",
        defaultValue = "100",
        description = "Milliseconds, as in etcd. Default: ${DEFAULT-VALUE}.")
    int heartbeatMillis = 100;

    @Option(
        names = "--election-timeout",
        paramLabel = "MS",
        defaultValue = "1000",
        description = "Milliseconds, as in etcd. Default: ${DEFAULT-VALUE}.")
    int electionMillis = 1_000;

    @Option(
        names = "--read-lease",
        paramLabel = "true|false",
        arity = "0..1",
        defaultValue = "false",
        fallbackValue = "true",
        description =
            "The leader answers reads without asking the others while it holds a lease. Relies on"
                + " clocks; alike on all members. Default: false.")
    boolean readLease;

    @Option(
        names = "--read-lease-max-clock-drift",
        paramLabel = "PART",
        defaultValue = "0.01",
        description =
            "By which part a machine's clock may run too slow or too fast. Default:"
                + " ${DEFAULT-VALUE}.")
    double readLeaseMaxClockDrift = 0.01;

    @Option(
        names = "--snapshot-send-rate",
        paramLabel = "BYTES",
        converter = ByteCount.class,
        defaultValue = "0",
        description = "A second, to each member that needs a snapshot. Default: 0, no bound.")
    long snapshotSendBytesPerSecondMax;

    @Option(
        names = "--scrub-rate",
        paramLabel = "BYTES",
        converter = ByteCount.class,
        defaultValue = "4Mi",
        description =
            "A second, of log and snapshots that are read again to find damage; 0 for none."
                + " Default: ${DEFAULT-VALUE}.")
    long scrubBytesPerSecond = 4L << 20;

    @Option(
        names = "--state-check-interval",
        paramLabel = "TIME",
        converter = GoDuration.class,
        defaultValue = "5m",
        description =
            "Between comparisons of the members' states, which the leader begins, and a member that"
                + " has started; 0 for none."
                + " Default: ${DEFAULT-VALUE}.")
    Duration stateCheckInterval = Duration.ofMinutes(5);

    ServerOptions.Data toOptions() {
      return new ServerOptions.Data(
          historyMillis,
          historyBytesMax,
          stateBytesMax,
          snapshotLogBytesMin,
          new ServerOptions.Timing(tickMillis, heartbeatMillis, electionMillis),
          new ServerOptions.Replication(
              readLease,
              readLeaseMaxClockDrift,
              snapshotSendBytesPerSecondMax,
              scrubBytesPerSecond,
              stateCheckInterval.toMillis()));
    }
  }
}
