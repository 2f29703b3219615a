package io.binnacle.bench.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Processor time of the thread that applies, one measurement an apply. */
@Command(
    name = "apply",
    description = {
      "Measure the processor time of a server-side apply and of tracking, inside this process.",
      "From the bytes of the request and of the stored object to the bytes that would be stored;"
          + " without HTTP, storage and the rules that code has for single types."
    })
public final class ApplyCommand implements Callable<Integer> {
  @Option(
      names = "--warm-up",
      defaultValue = "20000",
      description = "Rounds of each work that are not counted. Default: 20000.")
  private int warmUp = 20_000;

  @Option(names = "--rounds", defaultValue = "20000", description = "Default: 20000.")
  private int rounds = 20_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    MeasuredObject deployment = MeasuredObject.deployment();
    MeasuredObject map = MeasuredObject.configMap();
    out.println(
        "A Deployment of %d bytes (JSON) or %d (YAML), stored in %d bytes with its owners;"
                .formatted(deployment.jsonBytes(), deployment.yamlBytes(), deployment.storedBytes())
            + " a ConfigMap of %d, stored in %d.".formatted(map.jsonBytes(), map.storedBytes()));
    out.println();
    out.println("| work | mean us | p50 us | p99 us | without tracking, mean us |");
    out.println("|---|---|---|---|---|");
    measure(out, "apply of a Deployment in JSON, one field changes", deployment::applyJson, null);
    measure(out, "the same in YAML", deployment::applyYaml, null);
    measure(out, "the same in JSON, nothing changes", _ -> deployment.applyJson(0), null);
    tracked(out, "Deployment", deployment);
    tracked(out, "ConfigMap", map);
    return 0;
  }

  private void tracked(PrintWriter out, String kind, MeasuredObject object) {
    measure(
        out,
        "create of a " + kind,
        round -> object.create(round, true),
        round -> object.create(round, false));
    measure(
        out,
        "update of a " + kind + ", one field changes",
        round -> object.update(round, true),
        round -> object.update(round, false));
  }

  private void measure(
      PrintWriter out, String work, LongConsumer round, @Nullable LongConsumer untracked) {
    Histogram nanos = run(round);
    out.println(
        "| %s | %.1f | %.1f | %.1f | %s |"
            .formatted(
                work,
                nanos.getMean() / 1e3,
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                untracked == null ? "" : "%.1f".formatted(run(untracked).getMean() / 1e3)));
  }

  private Histogram run(LongConsumer round) {
    for (int i = 0; i < warmUp; i++) {
      round.accept(i);
    }
    Histogram nanos = new Histogram(3);
    for (int i = 0; i < rounds; i++) {
      long before = threads.getCurrentThreadCpuTime();
      round.accept(i);
      nanos.recordValue(threads.getCurrentThreadCpuTime() - before);
    }
    return nanos;
  }
}
