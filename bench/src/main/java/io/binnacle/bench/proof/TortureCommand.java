package io.binnacle.bench.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.consensus.linearizability.LinearizabilityChecker.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Harms a real cluster and judges what its clients saw. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description = {
      "Harm a real cluster of processes and check what its clients saw.",
      "Members are killed, restarted, stopped, cut off and slowed down while clients read and"
          + " change ConfigMaps; then everything they saw must fit one order in which each change happens"
          + " once (linearizability), and no acknowledged write may be missing."
    })
public final class TortureCommand implements Callable<Integer> {
  @Option(names = "--minutes", defaultValue = "5", description = "For how long. Default: 5.")
  private double minutes = 5;

  @Option(names = "--members", defaultValue = "3", description = "Of the cluster. Default: 3.")
  private int members = 3;

  @Option(names = "--clients", defaultValue = "8", description = "At one time. Default: 8.")
  private int clients = 8;

  @Option(
      names = "--seed",
      description =
          "Where the choice of faults comes from; real processes do not repeat exactly. Default:"
              + " the clock.")
  private long seed = System.nanoTime();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = "torture.html",
      description = "Where the report goes. Default: torture.html.")
  private Path report = Path.of("torture.html");

  @Option(names = "--keep", description = "Keep the scratch directory with data and logs.")
  private boolean keep;

  @Option(
      names = "--program",
      paramLabel = "JAR",
      description = "The server; ./binnacle torture names it itself.")
  private @Nullable Path program;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Made by the command line. */
  public TortureCommand() {}

  private void require(boolean isRight, String message) {
    if (!isRight) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(minutes > 0, "--minutes must be more than 0, it is " + minutes);
    require(members > 0, "--members must be at least 1, it is " + members);
    require(clients > 0, "--clients must be at least 1, it is " + clients);
    if (program == null) {
      throw new ParameterException(
          spec.commandLine(), "give --program, the jar of the server, or use ./binnacle torture");
    }
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    Path folder = Files.createTempDirectory("binnacle-torture");
    boolean good = false;
    try {
      out.printf(
          "%d members, %d clients, %.1f minutes, in %s%n", members, clients, minutes, folder);
      Torture.Outcome outcome =
          new Torture(
                  new Torture.Plan(
                      folder, program, members, clients, (long) (minutes * 60_000), seed))
              .run();
      Files.writeString(report, new TortureReport(outcome).html());
      out.println(TortureReport.summaryOf(outcome));
      out.println("Report: " + report.toAbsolutePath());
      if (outcome.verdict() instanceof Verdict.Violation(String key, String why)) {
        out.println(key + ": " + why);
      }
      good = outcome.isGood();
    } finally {
      if (good && !keep) {
        delete(folder);
      } else {
        out.println("Data and logs of the members: " + folder);
      }
    }
    return good ? 0 : 1;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> paths = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path each : paths) {
        Files.deleteIfExists(each);
      }
    }
  }
}
