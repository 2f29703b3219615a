package io.binnacle.apiserver.cli;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.ProcessEnd;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code binnacle down}: the supervisor first, so that it starts nothing again. */
@Command(
    name = "down",
    description = {
      "Stop the replicas and the load balancer that 'up' has started.",
      "Works also when the supervisor is gone. The data stays; 'up' resumes it."
    })
final class DownCommand implements Callable<Integer> {
  /** A supervisor gives its replicas 15 s, then kills them. */
  private static final Duration SUPERVISOR_GRACE = Duration.ofSeconds(20);

  private static final Duration REPLICA_GRACE = Duration.ofSeconds(15);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".binnacle",
      description = {"The data directory that 'up' was given.", "Default: .binnacle."})
  private Path dataDirectory = Path.of(".binnacle");

  @Override
  public Integer call() {
    ClusterFolder folder = new ClusterFolder(dataDirectory);
    PrintWriter out = spec.commandLine().getOut();
    ClusterFile cluster =
        ClusterFile.load(folder.clusterFile())
            .orElseThrow(() -> new ClusterException("there is no cluster in " + folder.root()));
    List<Path> pidFiles = new ArrayList<>();
    pidFiles.add(folder.supervisorPid());
    int stopped = endSupervisor(folder, out);
    List<ProcessHandle> replicas = new ArrayList<>();
    for (ReplicaSpec each : cluster.replicas()) {
      Path pidFile = folder.replicaPid(each.name());
      pidFiles.add(pidFile);
      ProcessRecord.find(pidFile).ifPresent(replicas::add);
    }
    if (!replicas.isEmpty()) {
      out.println(
          "Stopping %d %s without a supervisor"
              .formatted(replicas.size(), replicas.size() == 1 ? "replica" : "replicas"));
      ProcessEnd.end(replicas, REPLICA_GRACE);
    }
    remove(pidFiles);
    out.println(stopped + replicas.size() == 0 ? "Nothing was running" : "Stopped");
    return 0;
  }

  private static int endSupervisor(ClusterFolder folder, PrintWriter out) {
    Optional<ProcessHandle> supervisor = ProcessRecord.find(folder.supervisorPid());
    if (supervisor.isEmpty()) {
      return 0;
    }
    out.println("Stopping the cluster in " + folder.root());
    ProcessEnd.end(List.of(supervisor.get()), SUPERVISOR_GRACE);
    return 1;
  }

  private static void remove(List<Path> pidFiles) {
    try {
      for (Path each : pidFiles) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new ClusterException("all is stopped, but a pid file is left: " + e.getMessage());
    }
  }
}
