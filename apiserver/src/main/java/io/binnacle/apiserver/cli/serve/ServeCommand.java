package io.binnacle.apiserver.cli.serve;

import io.binnacle.apiserver.boot.ApiServer;
import io.binnacle.apiserver.boot.RunningServer;
import io.binnacle.apiserver.boot.ServerOptions;
import io.binnacle.apiserver.certificates.PrivateFiles;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code binnacle serve}. */
@Command(
    name = "serve",
    defaultValueProvider = FlagSources.class,
    description = {
      "Run one replica in the foreground.",
      "'binnacle serve --data-dir DIR' alone is a complete server of one member: it makes its own"
          + " certificates and writes DIR/kubeconfig. Several members need certificates of one"
          + " authority: see 'binnacle help certs'.",
      "Each flag is also a system property and an environment variable: --secure-port is"
          + " binnacle.secure-port and BINNACLE_SECURE_PORT. The same properties are read from"
          + " application.properties or application.yaml in the working directory, in ./config and"
          + " wherever spring.config.additional-location names, as Spring Boot reads them. What is"
          + " nearer wins: flag, system property, variable, file."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Duration READY_BOUND = Duration.ofMinutes(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ServeFlags flags = new ServeFlags();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (spec.defaultValueProvider() instanceof FlagSources sources) {
      sources.check();
    }
    ServerOptions options = options();
    refuseFolderOfUp(flags.dataDirectory());
    RunningServer server = ApiServer.start(options);
    AtomicBoolean asked = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      asked.set(true);
                      server.stop();
                    }));
    recordProcess(flags.dataDirectory(), out);
    out.println("Listening: %s on %s".formatted(options.member().name(), server.url()));
    if (server.awaitReady(READY_BOUND)) {
      out.println("Ready");
      Path kubeconfig = server.kubeconfig();
      if (kubeconfig != null) {
        out.println("  kubectl --kubeconfig " + kubeconfig + " get namespaces");
      }
    }
    String reason = server.stopped().join();
    if (asked.get()) {
      return 0;
    }
    spec.commandLine().getErr().println("binnacle: stopped: " + reason);
    return 1;
  }

  /** What the line, and what it leaves to {@link FlagSources}, come to. */
  ServerOptions options() {
    return flags.toOptions();
  }

  /**
   * Its replicas lie below; one more beside them would take over its certificates and kubeconfig.
   */
  private static void refuseFolderOfUp(Path dataDirectory) {
    if (Files.exists(new ClusterFolder(dataDirectory).clusterFile())) {
      throw new ClusterException(
          "%s is in use: it holds a cluster that 'up' has made; give serve a --data-dir of its own"
              .formatted(dataDirectory));
    }
  }

  /** So that status and down recognise a replica that was started by hand. */
  private static void recordProcess(Path dataDirectory, PrintWriter out) {
    try {
      PrivateFiles.createDirectory(dataDirectory);
      ProcessRecord.write(ClusterFolder.pidFileIn(dataDirectory), ProcessHandle.current());
    } catch (IOException e) {
      out.println("Serving without a pid file: " + e.getMessage());
    }
  }
}
