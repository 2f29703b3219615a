package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.client.ReplicaClient;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import io.binnacle.apiserver.joining.RemovedMark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** A cluster whose supervisor is another process. */
final class RunningCluster {
  private static final int PULSE_MILLIS = 50;
  private static final int TIMEOUT_MILLIS = 2_000;

  private final ClusterPlan plan;
  private final ClusterFolder folder;
  private final PrintWriter out;

  RunningCluster(ClusterPlan plan, PrintWriter out) {
    this.plan = plan;
    this.folder = new ClusterFolder(plan.dataDirectory());
    this.out = out;
  }

  /** What to type next. */
  static String nextLine(ClusterFolder folder) {
    Path here = Path.of("").toAbsolutePath();
    Path file = folder.kubeconfig();
    Path shown = file.startsWith(here) ? here.relativize(file) : file;
    return "kubectl --kubeconfig " + shown + " get namespaces";
  }

  /** Asks the other supervisor to start the replicas that are down; waits until all are ready. */
  void startMissing(Duration bound) {
    ClusterFile cluster =
        ClusterFile.load(folder.clusterFile())
            .orElseThrow(
                () ->
                    new ClusterException(
                        folder.root() + " is in use: another 'up' is starting there"));
    ClusterPreparation.refuseOtherReplicas(folder, cluster, plan.replicas());
    Integer port = plan.port();
    if (port != null && port != cluster.port()) {
      throw new ClusterException(
          "%s is in use: its cluster runs on port %d".formatted(folder.root(), cluster.port()));
    }
    long supervisor = ProcessRecord.find(folder.supervisorPid()).map(ProcessHandle::pid).orElse(0L);
    out.println("Running already in %s (supervisor pid %d)".formatted(folder.root(), supervisor));
    try {
      Files.writeString(folder.startMissingRequest(), "");
      awaitReady(cluster, new ClusterPki(folder).stranger(), bound);
    } catch (IOException e) {
      throw new ClusterException("cannot write to " + folder.root(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    out.println("All ready behind https://127.0.0.1:%d. Next:".formatted(cluster.port()));
    out.println("  " + nextLine(folder));
  }

  private void awaitReady(ClusterFile cluster, SSLContext identity, Duration bound)
      throws InterruptedException {
    long untilNanos = System.nanoTime() + bound.toNanos();
    for (ReplicaSpec each : cluster.replicas()) {
      try (ReplicaClient client = new ReplicaClient(identity, each.securePort(), TIMEOUT_MILLIS)) {
        awaitReady(client, each, untilNanos);
      }
    }
  }

  private void awaitReady(ReplicaClient client, ReplicaSpec replica, long untilNanos)
      throws InterruptedException {
    while (!isReady(client) && !RemovedMark.isIn(folder.replica(replica.name()))) {
      if (System.nanoTime() - untilNanos > 0) {
        throw new ClusterException(
            "%s did not become ready in time: see %s"
                .formatted(replica.name(), folder.replicaLog(replica.name())));
      }
      Thread.sleep(PULSE_MILLIS);
    }
  }

  private static boolean isReady(ReplicaClient client) {
    try {
      return client.get("/readyz").status() == 200;
    } catch (IOException _) {
      return false;
    }
  }
}
