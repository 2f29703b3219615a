package io.binnacle.bench.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link ApplyBenchmarks} under JMH and prints what they cost as a table. */
@Command(
    name = "apply",
    description = {
      "Measure a server-side apply, and tracking, with JMH in processes of their own.",
      "From the bytes of the request and of the stored object to the bytes that would be stored;"
          + " without HTTP, storage and the rules that code has for single types."
    })
public final class ApplyCommand implements Callable<Integer> {
  @Option(
      names = "--forks",
      defaultValue = "2",
      description =
          "Processes for each work, one after the other; 0 measures in this one. Default: 2.")
  private int forks = 2;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description = "That are counted, and as many before them to warm up. Default: 5.")
  private int iterations = 5;

  @Option(
      names = "--millis",
      defaultValue = "2000",
      description = "Length of an iteration. Default: 2000.")
  private long millis = 2_000;

  @Option(
      names = "--only",
      defaultValue = ".*",
      description = "A regular expression for the names of the works. Default: all.")
  private String only = ".*";

  @Override
  public Integer call() throws RunnerException {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    MeasuredObject deployment = MeasuredObject.deployment();
    MeasuredObject map = MeasuredObject.configMap();
    out.println(
        "A Deployment of %d bytes (JSON) or %d (YAML), stored in %d bytes with its owners;"
                .formatted(deployment.jsonBytes(), deployment.yamlBytes(), deployment.storedBytes())
            + " a ConfigMap of %d, stored in %d.".formatted(map.jsonBytes(), map.storedBytes()));
    out.println();
    out.println("| work | clock us | +/- (99.9 %) | processor us | +/- (99.9 %) |");
    out.println("|---|---|---|---|---|");
    for (RunResult result : measured()) {
      out.println(
          "| %s | %s | %s |"
              .formatted(
                  work(result),
                  shown(result.getPrimaryResult()),
                  shown(
                      Objects.requireNonNull(
                          result.getSecondaryResults().get(ProcessorTime.NAME)))));
    }
    return 0;
  }

  private Collection<RunResult> measured() throws RunnerException {
    TimeValue length = TimeValue.milliseconds(millis);
    return new Runner(
            new OptionsBuilder()
                .include(ApplyBenchmarks.class.getName() + "\\." + only)
                .addProfiler(ProcessorTime.class)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(length)
                .measurementIterations(iterations)
                .measurementTime(length)
                .jvmArgsAppend(
                    // JMH reads the layout of objects by a way that the JDK warns of.
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx1g",
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders")
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  /** {@code applyOfADeployment} in words. */
  private static String work(RunResult result) {
    String method = result.getPrimaryResult().getLabel();
    return method
        .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static String shown(Result<?> result) {
    double error = result.getScoreError();
    return "%.1f | %s"
        .formatted(result.getScore(), Double.isNaN(error) ? "" : "%.1f".formatted(error));
  }
}
