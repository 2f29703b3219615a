package io.binnacle.apiserver.cli;

import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.supervision.ClusterPlan;
import io.binnacle.apiserver.cli.supervision.DetachedSupervisor;
import io.binnacle.apiserver.cli.supervision.Supervisor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binnacle up}. */
@Command(
    name = "up",
    description = {
      "Start replicas and a load balancer on this machine.",
      "Makes certificates and a kubeconfig in the data directory, starts the replicas, waits until"
          + " they are ready and then stays in the foreground: Ctrl-C stops all. Over existing data it"
          + " resumes; over a cluster that partly runs it starts what is missing.",
      "The variables of 'serve', such as BINNACLE_HISTORY_MS, hold for the replicas too, but for what"
          + " this command decides: names, addresses, ports, certificates."
    })
final class UpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "How many replicas; an odd number tolerates most. Default: 3.")
  private @Nullable Integer replicas;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".binnacle",
      description = {
        "Where data, certificates, logs and the kubeconfig lie.",
        "Default: .binnacle."
      })
  private Path dataDirectory = Path.of(".binnacle");

  @Option(
      names = "--port",
      paramLabel = "P",
      description =
          "The load balancer's port; replicas take free ports behind it. Default: 6443, or the one"
              + " this cluster had.")
  private @Nullable Integer port;

  @Option(
      names = "--detach",
      description = "Return when all is ready, and leave everything running.")
  private boolean detach;

  @Option(
      names = "--no-restart",
      description =
          "Leave a replica that dies down until the next 'up'. Otherwise it is started again after a"
              + " short pause.")
  private boolean noRestart;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description =
          "Heap of each replica, such as 2g. Default: a share of a quarter of the memory, 384m to"
              + " 4g.")
  private @Nullable String heap;

  /** Set by {@code --detach} on the process it starts: a file that says that all is ready. */
  @Option(names = "--ready-file", hidden = true)
  private @Nullable Path readyFile;

  @Override
  public Integer call() {
    requireRange(replicas, ClusterFile.REPLICAS_MAX, "--replicas");
    requireRange(port, 65_000, "--port");
    if (heap != null && !heap.matches("[0-9]{1,6}[mMgG]")) {
      throw new ParameterException(spec.commandLine(), "--heap is a size such as 512m or 2g");
    }
    ClusterPlan plan = new ClusterPlan(dataDirectory, replicas, port, heap, !noRestart);
    PrintWriter out = spec.commandLine().getOut();
    if (detach) {
      DetachedSupervisor.start(plan, out);
    } else {
      Supervisor.run(plan, Clock.systemUTC(), out, () -> DetachedSupervisor.tellReady(readyFile));
    }
    return 0;
  }

  private void requireRange(@Nullable Integer value, int max, String option) {
    if (value != null && (value < 1 || value > max)) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d, allowed is 1 to %d".formatted(option, value, max));
    }
  }
}
