package io.binnacle.bench.proof;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Harms a real cluster, one or two faults at a time, and always heals what it has harmed. */
final class RealNemesis implements Runnable {
  private static final int QUIET_MILLIS_MAX = 4_000;
  private static final int FAULT_MILLIS_MIN = 300;
  private static final int FAULT_MILLIS_MAX = 4_000;
  private static final int DELAY_MILLIS_MAX = 300;

  private final RealCluster cluster;
  private final Observed observed;
  private final Random random;
  private final List<Harm> harms;

  /** Harms, waits, heals; what it waits for is how long the fault lasts. */
  private interface Harm {
    void strike(int member) throws IOException, InterruptedException;
  }

  RealNemesis(RealCluster cluster, Observed observed, long seed) {
    this.cluster = cluster;
    this.observed = observed;
    this.random = new Random(seed);
    this.harms =
        List.of(
            this::kill,
            this::kill,
            this::killAll,
            this::stop,
            this::stop,
            this::cutOff,
            this::cutOff,
            this::cutOneWay,
            this::cutOneWay,
            this::delay,
            this::reset);
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(random.nextInt(QUIET_MILLIS_MAX));
        int member = random.nextInt(cluster.members().size());
        harms.get(random.nextInt(harms.size())).strike(member);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("cannot harm or heal the cluster", e);
    }
  }

  private void lasting() throws InterruptedException {
    Thread.sleep(FAULT_MILLIS_MIN + random.nextInt(FAULT_MILLIS_MAX - FAULT_MILLIS_MIN));
  }

  private void kill(int member) throws IOException, InterruptedException {
    double from = observed.nowMillis();
    cluster.members().get(member).kill();
    try {
      lasting();
    } finally {
      observed.fault("kill -9", member, from);
      cluster.members().get(member).start();
    }
  }

  private void killAll(int member) throws IOException, InterruptedException {
    double from = observed.nowMillis();
    for (RealMember each : cluster.members()) {
      each.kill();
    }
    for (int i = 0; i < cluster.members().size(); i++) {
      observed.fault("kill -9 of all", i, from);
      cluster.members().get(i).start();
    }
    lasting();
  }

  private void stop(int member) throws IOException, InterruptedException {
    double from = observed.nowMillis();
    RealMember stopped = cluster.members().get(member);
    stopped.stop();
    try {
      lasting();
    } finally {
      observed.fault("SIGSTOP", member, from);
      stopped.goOn();
    }
  }

  private void cutOff(int member) throws InterruptedException {
    double from = observed.nowMillis();
    during("cut off", member, from, true, true);
  }

  private void cutOneWay(int member) throws InterruptedException {
    double from = observed.nowMillis();
    boolean outgoing = random.nextBoolean();
    during(outgoing ? "cannot speak" : "cannot hear", member, from, outgoing, !outgoing);
  }

  private void during(String what, int member, double from, boolean outgoing, boolean incoming)
      throws InterruptedException {
    List<FaultyLink> out = outgoing ? cluster.links(member, true) : List.of();
    List<FaultyLink> in = incoming ? cluster.links(member, false) : List.of();
    out.forEach(FaultyLink::cut);
    in.forEach(FaultyLink::cut);
    try {
      lasting();
    } finally {
      out.forEach(FaultyLink::heal);
      in.forEach(FaultyLink::heal);
      observed.fault(what, member, from);
    }
  }

  private void delay(int member) throws InterruptedException {
    double from = observed.nowMillis();
    int millis = 1 + random.nextInt(DELAY_MILLIS_MAX);
    List<FaultyLink> links = cluster.links(member, true);
    links.forEach(link -> link.delay(millis));
    try {
      lasting();
    } finally {
      links.forEach(FaultyLink::heal);
      observed.fault("slow by " + millis + " ms", member, from);
    }
  }

  private void reset(int member) {
    double from = observed.nowMillis();
    cluster.links(member, true).forEach(FaultyLink::reset);
    observed.fault("connections reset", member, from);
  }
}
