package io.binnacle.bench.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.consensus.simulation.Simulations;
import io.binnacle.consensus.simulation.Statistics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs seeds of the deterministic simulation. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate clusters of real consensus code under faults.",
      "Each seed is a cluster on a simulated clock, network and disk, in which everything that"
          + " happens comes from the seed. Any broken promise ends the run, with one line to repeat"
          + " it."
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final long PROGRESS_MILLIS = 500;
  private static final int BAR_WIDTH = 30;
  private static final long UNTIL_THE_TIME_IS_OVER = 1L << 50;
  private static final double NANOS_PER_HOUR = 3.6e12;

  /** What is simulated. */
  enum Wanted {
    cores,
    nodes,
    upgrades,
    leases,
    replacements,
    both,
    all
  }

  @Option(
      names = "--seeds",
      defaultValue = "2000",
      description = "How many, at each level. Default: 2000.")
  private long seeds = 2_000;

  @Option(
      names = "--minutes",
      description =
          "Instead of a number of seeds: as many as run in this time, which the levels share.")
  private @Nullable Integer minutes;

  @Option(names = "--from-seed", defaultValue = "1", description = "The first one. Default: 1.")
  private long fromSeed = 1;

  @Option(
      names = "--level",
      defaultValue = "both",
      description =
          "cores: Raft alone, the most runs a second; nodes: with driver, log and snapshots;"
              + " upgrades: nodes that are upgraded meanwhile; leases: nodes that read under"
              + " leases; replacements: nodes whose disks rot and that are replaced; both: cores,"
              + " then nodes; all: each of the five."
              + " Default: both.")
  private Wanted level = Wanted.both;

  @Option(names = "--threads", description = "Default: one for each core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Made by the command line. */
  public SimulateCommand() {}

  /** A run of nothing would end with the word that nothing was broken. */
  private void requireAtLeastOne(String option, long value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least 1, it is " + value);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    requireAtLeastOne("--seeds", seeds);
    requireAtLeastOne("--minutes", minutes == null ? 1 : minutes);
    requireAtLeastOne("--threads", threads);
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    if (minutes != null) {
      seeds = UNTIL_THE_TIME_IS_OVER;
    }
    for (Simulations.Level each : levels()) {
      Simulations runs = new Simulations(each, fromSeed, seeds);
      long began = System.nanoTime();
      Thread progress = Thread.ofPlatform().daemon().start(() -> showProgress(each, runs, began));
      Thread end = Thread.ofPlatform().daemon().start(() -> stopInTime(runs));
      runs.run(threads);
      end.interrupt();
      progress.interrupt();
      progress.join();
      summarize(out, each, runs.statistics(), (System.nanoTime() - began) / 1e9);
      if (!runs.failures().isEmpty()) {
        runs.failures().forEach(out::println);
        return 1;
      }
    }
    out.println("No promise was broken.");
    return 0;
  }

  private List<Simulations.Level> levels() {
    return switch (level) {
      case cores -> List.of(Simulations.Level.CORES);
      case nodes -> List.of(Simulations.Level.NODES);
      case upgrades -> List.of(Simulations.Level.UPGRADES);
      case leases -> List.of(Simulations.Level.LEASES);
      case replacements -> List.of(Simulations.Level.REPLACEMENTS);
      case both -> List.of(Simulations.Level.CORES, Simulations.Level.NODES);
      case all ->
          List.of(
              Simulations.Level.CORES,
              Simulations.Level.NODES,
              Simulations.Level.UPGRADES,
              Simulations.Level.LEASES,
              Simulations.Level.REPLACEMENTS);
    };
  }

  private void stopInTime(Simulations runs) {
    if (minutes == null) {
      return;
    }
    try {
      Thread.sleep(Duration.ofMinutes(minutes).dividedBy(levels().size()));
      runs.stop();
    } catch (InterruptedException _) {
      // It ended before its time, by a failure.
    }
  }

  private void showProgress(Simulations.Level which, Simulations runs, long began) {
    boolean ends = false;
    while (!ends) {
      try {
        Thread.sleep(PROGRESS_MILLIS);
      } catch (InterruptedException _) {
        ends = true;
      }
      Statistics soFar = runs.statistics();
      double seconds = (System.nanoTime() - began) / 1e9;
      int filled = (int) Math.min(BAR_WIDTH, BAR_WIDTH * shareDone(soFar, seconds));
      System.err.printf(
          "\r%s [%s%s] %,d seeds, %.0f/s, %,.0f simulated hours ",
          nameOf(which),
          "#".repeat(filled),
          "-".repeat(BAR_WIDTH - filled),
          soFar.runs(),
          soFar.runs() / seconds,
          soFar.simulatedNanos() / NANOS_PER_HOUR);
    }
    System.err.println();
  }

  private double shareDone(Statistics soFar, double seconds) {
    return minutes == null
        ? (double) soFar.runs() / seeds
        : seconds * levels().size() / Duration.ofMinutes(minutes).toSeconds();
  }

  private static String nameOf(Simulations.Level which) {
    return switch (which) {
      case CORES -> "cores";
      case NODES -> "nodes";
      case UPGRADES -> "upgrades";
      case REPLACEMENTS -> "replacements";
      case LEASES -> "leases";
      case LEASES_ASTRAY -> "leases with clocks astray";
    };
  }

  private void summarize(
      PrintWriter out, Simulations.Level which, Statistics seen, double seconds) {
    out.printf(
        "%s: %,d seeds from %d in %.1f s on %d threads, %.1f simulated hours%n",
        nameOf(which),
        seen.runs(),
        fromSeed,
        seconds,
        threads,
        seen.simulatedNanos() / NANOS_PER_HOUR);
    out.printf(
        "  executed: %,d events (%,.0f/s), %,d faults (%,.0f/s), %,d elections (%,.0f/s)%n",
        seen.events(),
        seen.events() / seconds,
        seen.faultCount(),
        seen.faultCount() / seconds,
        seen.elections(),
        seen.elections() / seconds);
    out.printf(
        "  answered: %,d writes and %,d linearizable reads%n",
        seen.acknowledgedWrites(), seen.reads());
    if (seen.configurations() > 0) {
      out.printf("  changed: %,d configurations came into force%n", seen.configurations());
    }
    out.println("  faults: " + listed(seen.faults()));
    out.println("  changes of role: " + listed(seen.transitions()));
    if (!seen.changes().isEmpty()) {
      out.println("  changes of the group: " + listed(seen.changes()));
    }
  }

  private static String listed(Map<String, Long> counts) {
    List<String> parts = new ArrayList<>();
    counts.forEach((what, count) -> parts.add("%s %,d".formatted(what, count)));
    return String.join(", ", parts);
  }
}
