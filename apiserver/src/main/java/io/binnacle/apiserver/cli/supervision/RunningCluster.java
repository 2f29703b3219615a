package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.balancer.BackendState;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.JavaCommand;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import io.binnacle.apiserver.cli.supervision.ClusterStart.Progress;
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
    Readmission readmission = new Readmission(folder, cluster);
    String heap = JavaCommand.heapFor(cluster.replicas().size());
    boolean hasServed = Files.exists(folder.formedMark());
    List<Watched> replicas = new ArrayList<>();
    try {
      for (ReplicaSpec spec : cluster.replicas()) {
        ReplicaProcess process = new ReplicaProcess(folder, cluster, spec, heap);
        HealthWatch health = new HealthWatch(identity, spec, (BackendState _) -> {});
        replicas.add(new Watched(process, health, readmission.about(spec), hasServed));
      }
      return new ClusterStart(replicas, readmission, out, bound, bound).await(System.nanoTime());
    } finally {
      replicas.forEach(each -> each.health.close());
    }
  }

  /**
   * A replica that its supervisor starts and this only looks at: by its health and directory.
   *
   * @param inquiry whether the others would take it in
   * @param hasServed whether the group has, so that an empty directory is one that was lost
   */
  private record Watched(
      ReplicaProcess process, HealthWatch health, Readmission.Inquiry inquiry, boolean hasServed)
      implements ClusterStart.Observed {
    @Override
    public Progress progress(boolean othersServe) {
      return switch (process.condition()) {
        case REMOVED -> new Progress.Removed();
        case DAMAGED -> new Progress.Out(process.lastWords(), true);
        case EMPTY -> withoutData(othersServe);
        case HOLDS_MEMBER -> new Progress.OnItsWay();
      };
    }

    private Progress withoutData(boolean othersServe) {
      if (!othersServe) {
        return hasServed && health.isDead()
            ? new Progress.WaitingForOthers()
            : new Progress.OnItsWay();
      }
      return inquiry.poll().orElse(null) instanceof Readmission.Verdict.IsMember isMember
          ? isMember.out()
          : new Progress.OnItsWay();
    }

    @Override
    public void knownToBeDown(boolean forGood) {
      // Its supervisor sees that for itself.
    }
  }
}
