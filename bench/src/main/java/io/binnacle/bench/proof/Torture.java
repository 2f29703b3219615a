package io.binnacle.bench.proof;

import io.binnacle.bench.http.Lines;
import io.binnacle.bench.http.Target;
import io.binnacle.consensus.linearizability.History;
import io.binnacle.consensus.linearizability.LinearizabilityChecker;
import io.binnacle.consensus.linearizability.LinearizabilityChecker.Verdict;
import io.binnacle.consensus.linearizability.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster, clients and faults for a while; then everything is healed, every register is
 * read at every member, and the whole history is judged. A write that was acknowledged and lost
 * shows as a history without an order: the reads at the end miss it.
 */
final class Torture {
  private static final long PATIENCE_MILLIS = 5_000;
  private static final int READ_ATTEMPTS = 3;
  private static final long READY_SECONDS_MAX = 90;

  private final Plan plan;
  private final History history = new History();
  private final Observed observed = new Observed();
  private final RegisterKeys keys = new RegisterKeys();
  private final AtomicBoolean goesOn = new AtomicBoolean(true);

  /**
   * What is wanted.
   *
   * @param folder empty; certificates, data and logs of the members go there
   * @param program the jar of the server
   */
  record Plan(Path folder, Path program, int members, int clients, long millis, long seed) {}

  /** What came out. */
  record Outcome(Plan plan, Verdict verdict, List<Operation> operations, Observed observed) {
    boolean isGood() {
      return verdict instanceof Verdict.Linearizable;
    }
  }

  Torture(Plan plan) {
    this.plan = plan;
  }

  Outcome run() throws IOException, InterruptedException {
    try (RealCluster cluster = RealCluster.start(plan.folder, plan.program, plan.members);
        Connections connections = new Connections(cluster)) {
      awaitServing(cluster, connections);
      harmWhileClientsWork(cluster, connections);
      cluster.healAll();
      awaitServing(cluster, connections);
      readEverythingEverywhere(cluster, connections);
    }
    List<Operation> operations = history.operations();
    return new Outcome(plan, LinearizabilityChecker.check(operations), operations, observed);
  }

  private void harmWhileClientsWork(RealCluster cluster, Connections connections)
      throws IOException, InterruptedException {
    List<Thread> clients = new ArrayList<>();
    RegisterClient.Shared shared = new RegisterClient.Shared(keys, history, observed, goesOn);
    for (int i = 0; i < plan.clients; i++) {
      RegisterClient client =
          new RegisterClient(i, connections.toAll(), shared, plan.seed * 31 + i);
      clients.add(Thread.ofPlatform().name("client-" + i).start(client));
    }
    FutureTask<@Nullable Void> harm =
        new FutureTask<>(new RealNemesis(cluster, observed, plan.millis, plan.seed * 31 - 1));
    Thread nemesis = Thread.ofPlatform().name("nemesis").start(harm);
    try {
      await(harm, plan.millis);
    } finally {
      nemesis.interrupt();
      nemesis.join();
      goesOn.set(false);
      for (Thread client : clients) {
        client.join();
      }
    }
    await(harm, 0);
  }

  /** Lets it do harm for so long; where it cannot go on, the run is over. */
  private static void await(FutureTask<@Nullable Void> harm, long millis)
      throws IOException, InterruptedException {
    try {
      harm.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // It goes on until it is interrupted.
    } catch (ExecutionException e) {
      throw new IOException("the cluster could not be harmed, or not be healed", e.getCause());
    }
  }

  private void readEverythingEverywhere(RealCluster cluster, Connections connections)
      throws IOException, InterruptedException {
    RegisterClient.Shared shared = new RegisterClient.Shared(keys, history, observed, goesOn);
    List<RegisterApi> members = connections.toAll();
    RegisterClient reader = new RegisterClient(plan.clients, members, shared, plan.seed);
    for (int i = 0; i < members.size(); i++) {
      for (String key : keys.all()) {
        boolean served = false;
        for (int attempt = 0; attempt < READ_ATTEMPTS && !served; attempt++) {
          served = reader.read(members.get(i), key) == RegisterClient.Read.ANSWERED;
        }
        if (!served) {
          throw new IOException(
              cluster.members().get(i).name() + " does not serve " + key + " after all is healed");
        }
      }
    }
    members.forEach(RegisterApi::close);
  }

  private static void awaitServing(RealCluster cluster, Connections connections)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    List<RegisterApi> members = connections.toAll();
    for (int i = 0; i < members.size(); i++) {
      while (members.get(i).get("no-register").status() != 404) {
        RealMember member = cluster.members().get(i);
        if (System.nanoTime() > until || !member.runs()) {
          throw new IOException(
              member.name()
                  + (member.runs()
                      ? " does not serve in " + READY_SECONDS_MAX + " s: "
                      : " ended: ")
                  + member.lastWords());
        }
        Thread.sleep(100);
      }
    }
    members.forEach(RegisterApi::close);
  }

  /** Lines to all members, on few threads; each client has connections of its own. */
  private static final class Connections implements AutoCloseable {
    private final List<Lines> lines = new ArrayList<>();

    Connections(RealCluster cluster) throws IOException {
      for (RealMember member : cluster.members()) {
        lines.add(new Lines(Target.ofKubeconfig(cluster.kubeconfig(), member.url()), false, 1));
      }
    }

    List<RegisterApi> toAll() {
      return lines.stream().map(each -> new RegisterApi(each, PATIENCE_MILLIS)).toList();
    }

    @Override
    public void close() {
      lines.forEach(Lines::close);
    }
  }
}
