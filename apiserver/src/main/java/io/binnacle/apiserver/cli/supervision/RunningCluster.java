package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.client.ReplicaClient;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import io.binnacle.apiserver.joining.DirectoryCondition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    String howMany;
    try {
      Files.writeString(folder.startMissingRequest(), "");
      howMany = awaitReady(cluster, new ClusterPki(folder).stranger(), bound);
    } catch (IOException e) {
      throw new ClusterException("cannot write to " + folder.root(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    out.println("%s behind https://127.0.0.1:%d. Next:".formatted(howMany, cluster.port()));
    out.println("  " + nextLine(folder));
  }

  private String awaitReady(ClusterFile cluster, SSLContext identity, Duration bound)
      throws InterruptedException {
    long untilNanos = System.nanoTime() + bound.toNanos();
    Readmission readmission = new Readmission(folder, cluster);
    int ready = 0;
    int leftOut = 0;
    List<String> isOut = new ArrayList<>();
    for (ReplicaSpec each : cluster.replicas()) {
      switch (await(each, identity, readmission, untilNanos)) {
        case READY -> ready++;
        case LEFT_OUT -> leftOut++;
        case OUT -> isOut.add(each.name());
      }
    }
    if (ready == 0) {
      throw new ClusterException(
          "no replica became ready in time: see the logs in " + folder.root());
    }
    return isOut.isEmpty()
        ? "All ready"
        : "%d of %d ready, without %s"
            .formatted(ready, cluster.replicas().size() - leftOut, String.join(" and ", isOut));
  }

  private enum Ending {
    READY,
    LEFT_OUT,
    OUT
  }

  private Ending await(
      ReplicaSpec replica, SSLContext identity, Readmission readmission, long untilNanos)
      throws InterruptedException {
    try (ReplicaClient client = new ReplicaClient(identity, replica.securePort(), TIMEOUT_MILLIS)) {
      while (!isReady(client)) {
        DirectoryCondition condition = DirectoryCondition.of(folder.replica(replica.name()));
        boolean isLost =
            condition == DirectoryCondition.DAMAGED
                || (condition == DirectoryCondition.EMPTY
                    && readmission.of(replica) instanceof Readmission.Verdict.IsMember);
        if (isLost) {
          out.println("Out: %s, whose data is lost".formatted(replica.name()));
          readmission.wayBack(replica).forEach(out::println);
          return Ending.OUT;
        }
        if (condition == DirectoryCondition.REMOVED) {
          return Ending.LEFT_OUT;
        }
        if (System.nanoTime() - untilNanos > 0) {
          out.println(
              "Out: %s did not become ready in time: see %s"
                  .formatted(replica.name(), folder.replicaLog(replica.name())));
          return Ending.OUT;
        }
        Thread.sleep(PULSE_MILLIS);
      }
      return Ending.READY;
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
