package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.balancer.BackendState;
import io.binnacle.apiserver.cli.balancer.LoadBalancer;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.Ports;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.ProcessEnd;
import io.binnacle.consensus.base.Invariant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A cluster on a scratch directory whose first replica writes an AOT cache when it ends. */
public final class TrainedCluster {
  private static final Duration READY_BOUND = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** The trained replica assembles the cache between the signal and its end. */
  private static final Duration ASSEMBLY_BOUND = Duration.ofMinutes(3);

  private static final String HEAP = "512m";
  private static final int PULSE_MILLIS = 50;

  /** Below the ports that systems hand out to clients. */
  private static final int FIRST_PORT = 23_400;

  private static final int PORTS_APART = 200;
  private static final int TRIES_MAX = 3;

  private TrainedCluster() {}

  /** Works with the trained replica while it is up. */
  @FunctionalInterface
  public interface Workload {
    void run(URI server, SSLContext identity) throws InterruptedException;
  }

  /**
   * Makes the cache.
   *
   * @throws ClusterException when the cluster did not come up, or left no cache
   */
  public static void train(Path cache, int replicaCount, Clock clock, Workload workload)
      throws InterruptedException {
    Cast cast = new Cast(replicaCount, clock, workload);
    untilPortsAreFree(firstPort -> trainOnce(cache, cast, firstPort));
  }

  /** Who plays, and what. */
  private record Cast(int replicaCount, Clock clock, Workload workload) {}

  /** One try, on ports from a number on. */
  @FunctionalInterface
  interface Attempt {
    void run(int firstPort) throws InterruptedException;
  }

  /**
   * Ports are looked for and then used, and between the two somebody else may take one: so it is
   * tried again on others.
   */
  static void untilPortsAreFree(Attempt attempt) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        attempt.run(FIRST_PORT + (tries - 1) * PORTS_APART);
        return;
      } catch (ClusterException e) {
        boolean portWasTaken = String.valueOf(e.getMessage()).contains("already in use");
        if (!portWasTaken || tries == TRIES_MAX) {
          throw e;
        }
      }
    }
  }

  private static void trainOnce(Path cache, Cast cast, int firstPort) throws InterruptedException {
    try {
      Path scratch = Files.createTempDirectory("binnacle-rehearsal");
      try {
        Path made = scratch.resolve("made.aot");
        run(new ClusterFolder(scratch), made, cast, firstPort);
        Files.createDirectories(cache.toAbsolutePath().getParent());
        Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        remove(scratch);
      }
    } catch (IOException e) {
      throw new ClusterException("the rehearsal left no AOT cache: " + e.getMessage(), e);
    }
  }

  private static void run(ClusterFolder folder, Path cache, Cast cast, int firstPort)
      throws IOException, InterruptedException {
    Clock clock = cast.clock();
    ClusterFile cluster = new ClusterFile(firstPort, Ports.choose(firstPort, cast.replicaCount()));
    ClusterPki pki = new ClusterPki(folder);
    pki.prepareReplicas(cluster, clock);
    pki.prepareAdministrator(cluster, clock);
    cluster.save(folder.clusterFile());
    Invariant.check(
        ClusterFile.load(folder.clusterFile()).equals(Optional.of(cluster)),
        "what was saved in %s is not what is loaded",
        folder.clusterFile());
    List<ReplicaProcess> processes = new ArrayList<>();
    try {
      for (ReplicaSpec each : cluster.replicas()) {
        ReplicaProcess process = new ReplicaProcess(folder, cluster, each, HEAP);
        if (processes.isEmpty()) {
          process.writesCacheTo(cache);
        }
        processes.add(process);
        process.start();
      }
      ReplicaProcess trained = processes.getFirst();
      awaitReady(trained, pki.stranger());
      try (LoadBalancer balancer = balancerBefore(trained.spec())) {
        cast.workload()
            .run(URI.create("https://127.0.0.1:" + balancer.port()), pki.adminIdentity());
      }
      trained.running().ifPresent(handle -> ProcessEnd.end(List.of(handle), ASSEMBLY_BOUND));
    } finally {
      List<ProcessHandle> left = new ArrayList<>();
      processes.forEach(each -> each.running().ifPresent(left::add));
      ProcessEnd.end(left, GRACE);
    }
  }

  /** In the way of all requests, so that the commands' own cache knows it too. */
  private static LoadBalancer balancerBefore(ReplicaSpec spec) throws IOException {
    InetAddress local = InetAddress.ofLiteral("127.0.0.1");
    LoadBalancer balancer =
        new LoadBalancer(
            new InetSocketAddress(local, 0),
            Map.of(spec.name(), new InetSocketAddress(local, spec.securePort())));
    balancer.verdict(spec.name(), BackendState.READY);
    balancer.start();
    return balancer;
  }

  private static void awaitReady(ReplicaProcess process, SSLContext identity)
      throws InterruptedException {
    long began = System.nanoTime();
    try (HealthWatch health = new HealthWatch(identity, process.spec(), (BackendState _) -> {})) {
      while (!health.isReady()) {
        boolean late = System.nanoTime() - began > READY_BOUND.toNanos();
        if (late || process.running().isEmpty()) {
          throw new ClusterException("the rehearsal did not start: " + process.lastWords());
        }
        Thread.sleep(PULSE_MILLIS);
      }
    }
  }

  private static void remove(Path scratch) throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
