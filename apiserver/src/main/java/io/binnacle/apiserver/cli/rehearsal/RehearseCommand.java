package io.binnacle.apiserver.cli.rehearsal;

import io.binnacle.apiserver.cli.supervision.TrainedCluster;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code binnacle rehearse}: called by ./binnacle after a build, and by the image's build. */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Make the AOT cache that lets replicas start faster.")
public final class RehearseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "Where the cache shall be.")
  private Path output = Path.of("server.aot");

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "3",
      description = "Replicas in the rehearsal. Default: 3.")
  private int replicas = 3;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    TrainedCluster.train(
        output, replicas, Clock.systemUTC(), (server, tls) -> new Audience(server, tls).attend());
    out.println("The AOT cache is in " + output);
    return 0;
  }
}
