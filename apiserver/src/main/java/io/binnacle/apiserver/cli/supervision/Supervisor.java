package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.balancer.BackendState;
import io.binnacle.apiserver.cli.balancer.LoadBalancer;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.JavaCommand;
import io.binnacle.apiserver.cli.process.ProcessEnd;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import io.binnacle.apiserver.joining.DirectoryCondition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/**
 * Starts the replicas of a local cluster, carries the load balancer before them and starts those
 * again that die.
 *
 * <p>A replica outlives a supervisor that is killed; the next one adopts it. A supervisor that is
 * asked to end (SIGTERM, SIGINT) ends its replicas first.
 */
public final class Supervisor {
  private static final Duration READY_BOUND = Duration.ofMinutes(2);

  /** What a start and an election take on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration STOP_GRACE = Duration.ofSeconds(15);
  private static final int PULSE_MILLIS = 200;

  private final ClusterPreparation preparation;
  private final ClusterFolder folder;
  private final ClusterPlan plan;
  private final Clock clock;
  private final PrintWriter out;
  private final Readmission readmission;
  private final List<Supervised> replicas = new ArrayList<>();
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Supervisor(
      ClusterPreparation preparation, ClusterPlan plan, Clock clock, PrintWriter out) {
    this.preparation = preparation;
    this.clock = clock;
    this.folder = preparation.folder();
    this.plan = plan;
    this.out = out;
    this.readmission = new Readmission(folder, preparation.cluster());
  }

  /**
   * Starts or resumes a cluster, and stays until the process is asked to end. Where another
   * supervisor already holds the data directory, that one is asked to start what is missing, and
   * this returns when all is ready.
   *
   * @param whenReady runs once, when all replicas are ready
   * @throws ClusterException when the cluster did not come up; then nothing of it runs
   */
  public static void run(ClusterPlan plan, Clock clock, PrintWriter out, Runnable whenReady) {
    Optional<ClusterPreparation> prepared = ClusterPreparation.of(plan, clock);
    if (prepared.isEmpty()) {
      new RunningCluster(plan, out).startMissing(READY_BOUND);
      whenReady.run();
      return;
    }
    new Supervisor(prepared.get(), plan, clock, out).runUntilStopped(whenReady);
  }

  private void runUntilStopped(Runnable whenReady) {
    Thread stopper = Thread.ofPlatform().name("stop").unstarted(this::stopOnSignal);
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      long began = System.nanoTime();
      ProcessRecord.write(folder.supervisorPid(), ProcessHandle.current());
      ClusterPki certificates = new ClusterPki(folder);
      startAll(certificates.stranger());
      certificates.prepareAdministrator(preparation.cluster(), clock);
      ClusterStart start = new ClusterStart(replicas, readmission, out, READY_BOUND, PATIENCE);
      String howMany = start.await(began);
      Files.writeString(folder.formedMark(), "This group has served.\n");
      preparation.balancer().start();
      sayReady(howMany, began);
      whenReady.run();
      supervise();
    } catch (ClusterException e) {
      abandon();
      throw e;
    } catch (IOException e) {
      abandon();
      throw new ClusterException(
          "cannot write to %s: %s".formatted(folder.root(), e.getMessage()), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private void startAll(SSLContext identity) {
    int count = preparation.cluster().replicas().size();
    out.println(
        (preparation.isNew() ? "Made a cluster of %d in %s" : "Resuming the cluster of %d in %s")
            .formatted(count, folder.root()));
    String given = plan.heap();
    String heap = given == null ? JavaCommand.heapFor(count) : given;
    List<ReplicaProcess> processes = new ArrayList<>();
    for (ReplicaSpec spec : preparation.cluster().replicas()) {
      processes.add(new ReplicaProcess(folder, preparation.cluster(), spec, heap));
    }
    boolean someHoldData =
        processes.stream().anyMatch(each -> each.condition() != DirectoryCondition.EMPTY);
    boolean emptyOnesWait = someHoldData && Files.exists(folder.formedMark());
    for (ReplicaProcess process : processes) {
      LoadBalancer balancer = preparation.balancer();
      String name = process.spec().name();
      HealthWatch health =
          new HealthWatch(identity, process.spec(), state -> balancer.verdict(name, state));
      Supervised supervised = new Supervised(process, health, readmission);
      replicas.add(supervised);
      if (!process.adopt()) {
        startUnlessItWaits(supervised, emptyOnesWait);
      } else {
        out.println(told("Running already:", process));
      }
    }
  }

  /**
   * A removed one stays away, and one whose directory is empty comes back when the others serve: as
   * a new member, never as the old one.
   */
  private void startUnlessItWaits(Supervised replica, boolean emptyOnesWait) {
    ReplicaProcess process = replica.process();
    DirectoryCondition condition = process.condition();
    boolean waits = condition == DirectoryCondition.EMPTY && emptyOnesWait;
    if (waits || condition == DirectoryCondition.REMOVED) {
      return;
    }
    try {
      process.start();
      out.println(told("Started", process));
    } catch (ClusterException e) {
      replica.startFailure = String.valueOf(e.getMessage());
    }
  }

  private static String told(String what, ReplicaProcess process) {
    return "%s %s, pid %d, %s"
        .formatted(what, process.spec().name(), process.pid(), process.spec().url());
  }

  private void sayReady(String howMany, long began) {
    out.println(
        "%s behind https://127.0.0.1:%d (%s). Next:"
            .formatted(howMany, preparation.cluster().port(), since(began)));
    out.println("  " + RunningCluster.nextLine(folder));
  }

  private void supervise() throws InterruptedException, IOException {
    while (!stopAsked.await(PULSE_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      boolean startMissing = Files.deleteIfExists(folder.startMissingRequest());
      for (Supervised each : replicas) {
        Optional<String> line = each.look(plan.restart(), startMissing, System.nanoTime());
        line.ifPresent(out::println);
        if (each.process().running().isEmpty()) {
          preparation.balancer().verdict(each.name(), BackendState.DEAD);
        }
      }
    }
  }

  /** The start failed: what this supervisor has started ends, what it has made goes. */
  private void abandon() {
    endReplicas();
    deleteQuietly();
    preparation.undo();
  }

  /** Runs in the JVM's shutdown, also after a failed start, where there is nothing left to do. */
  private void stopOnSignal() {
    stopAsked.countDown();
    try {
      if (!stopped.await(PULSE_MILLIS * 2L, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        // Still starting: the main thread ends with the process.
        out.println("Stopping before all was ready");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    endReplicas();
    deleteQuietly();
    preparation.close();
  }

  private void endReplicas() {
    replicas.forEach(each -> each.health().close());
    List<ProcessHandle> running = new ArrayList<>();
    for (Supervised each : replicas) {
      each.process().running().ifPresent(running::add);
    }
    if (!running.isEmpty()) {
      out.println("Stopping " + running.size() + (running.size() == 1 ? " replica" : " replicas"));
      ProcessEnd.end(running, STOP_GRACE);
    }
  }

  private void deleteQuietly() {
    try {
      Files.deleteIfExists(folder.supervisorPid());
      Files.deleteIfExists(folder.startMissingRequest());
    } catch (IOException _) {
      // A stale pid file names a process that does not run, which readers of it check.
    }
  }

  static String since(long beganNanos) {
    return "%.1f s".formatted((System.nanoTime() - beganNanos) / 1e9);
  }
}
