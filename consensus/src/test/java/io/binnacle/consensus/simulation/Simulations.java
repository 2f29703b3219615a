package io.binnacle.consensus.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Runs many seeds, on several threads; each run is for itself and repeats exactly. */
public final class Simulations {
  private final Level level;
  private final long firstSeed;
  private final long lastSeed;
  private final AtomicLong nextSeed;
  private final Statistics statistics = new Statistics();
  private final List<String> failures = new ArrayList<>();

  /** What is simulated. */
  public enum Level {
    /** Real cores on the smallest of drivers, with a log in memory: many runs a second. */
    CORES,
    /** Whole nodes: driver, log and snapshots too, on simulated disks and clocks. */
    NODES,
    /** Whole nodes, upgraded from one version of the program to the next meanwhile. */
    UPGRADES,
    /** Whole nodes; damaged ones are replaced by new ones. */
    REPLACEMENTS,
    /** Whole nodes that read under leases, with clocks that drift no more than is allowed. */
    LEASES,
    /** The same with clocks that drift and jump as they like: what must not be relied on. */
    LEASES_ASTRAY
  }

  public Simulations(Level level, long firstSeed, long seeds) {
    this.level = level;
    this.firstSeed = firstSeed;
    this.lastSeed = firstSeed + seeds - 1;
    this.nextSeed = new AtomicLong(firstSeed);
  }

  /** One seed after the other, from 1: what the first one that fails says, or nothing. */
  public static String firstFailure(String level, int seedsMax) {
    Simulations one = new Simulations(Level.valueOf(level), 1, seedsMax);
    one.runSeeds();
    return one.failures.isEmpty() ? "" : one.failures.getFirst();
  }

  /** Returns when all seeds have run, or soon after one has failed. */
  public void run(int threads) throws InterruptedException {
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      started.add(Thread.ofPlatform().name("simulation-" + i).start(this::runSeeds));
    }
    try {
      for (Thread each : started) {
        each.join();
      }
    } finally {
      stop();
    }
  }

  /** No seed begins any more; those that run come to their end. */
  public void stop() {
    nextSeed.set(lastSeed + 1);
  }

  private void runSeeds() {
    for (long seed = nextSeed.getAndIncrement();
        seed <= lastSeed;
        seed = nextSeed.getAndIncrement()) {
      Simulation simulation = new Simulation(seed, kind());
      try {
        simulation.run();
      } catch (SimulationFailure failure) {
        // The first one is enough: the others would only delay it.
        stop();
        synchronized (this) {
          failures.add(String.valueOf(failure.getMessage()));
        }
      }
      synchronized (this) {
        statistics.add(simulation.statistics());
      }
    }
  }

  private Simulation.Kind kind() {
    return switch (level) {
      case CORES -> Simulation.Kind.CORES;
      case NODES -> Simulation.Kind.NODES;
      case UPGRADES -> Simulation.Kind.UPGRADES;
      case REPLACEMENTS -> Simulation.Kind.REPLACEMENTS;
      case LEASES -> Simulation.Kind.LEASES;
      case LEASES_ASTRAY -> Simulation.Kind.LEASES_ASTRAY;
    };
  }

  public long firstSeed() {
    return firstSeed;
  }

  /** What has happened up to now; any thread may ask. */
  public synchronized Statistics statistics() {
    Statistics copy = new Statistics();
    copy.add(statistics);
    return copy;
  }

  /** What was found, each with the line that repeats it; empty while all is well. */
  public synchronized List<String> failures() {
    return List.copyOf(failures);
  }
}
