package io.binnacle.bench.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Harms a real cluster, one fault at a time, and always heals what it has harmed. Each kind comes
 * once, or as often as it is listed, before any comes again.
 */
final class RealNemesis implements Callable<@Nullable Void> {
  private static final int QUIET_MILLIS_MAX = 4_000;
  private static final int FAULT_MILLIS_MIN = 300;
  private static final int FAULT_MILLIS_MAX = 4_000;
  private static final int DELAY_MILLIS_MAX = 300;

  /** No fault lasts for more of a run than this, and no pause for more than a fifth of that. */
  private static final double FAULT_SHARE_MAX = 0.4;

  private final RealCluster cluster;
  private final Observed observed;
  private final Random random;
  private final int quietMillisMax;
  private final int faultMillisMax;
  private final List<Harm> harms;

  /** Harms, waits, heals; what it waits for is how long the fault lasts. */
  private interface Harm {
    void strike(int member) throws IOException, InterruptedException;
  }

  /**
   * @param millis how long the run is: in a short one, faults and pauses are shorter
   */
  RealNemesis(RealCluster cluster, Observed observed, long millis, long seed) {
    this.cluster = cluster;
    this.observed = observed;
    this.random = new Random(seed);
    long longest = (long) (millis * FAULT_SHARE_MAX);
    this.quietMillisMax = Math.clamp(longest / 5, 1, QUIET_MILLIS_MAX);
    this.faultMillisMax = Math.clamp(longest, FAULT_MILLIS_MIN + 1, FAULT_MILLIS_MAX);
    this.harms =
        List.of(
            this::kill,
            this::kill,
            this::killAll,
            this::restart,
            this::restart,
            this::stop,
            this::stop,
            this::cutOff,
            this::cutOff,
            this::cutOneWay,
            this::cutOneWay,
            this::delay,
            this::reset);
  }

  /**
   * Harms until it is interrupted.
   *
   * @throws IOException the cluster could not be harmed or healed, or a member that was asked to
   *     end did not
   */
  @Override
  public @Nullable Void call() throws IOException {
    List<Harm> next = new ArrayList<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (next.isEmpty()) {
          next.addAll(harms);
          Collections.shuffle(next, random);
        }
        Thread.sleep(random.nextInt(quietMillisMax));
        next.removeLast().strike(random.nextInt(cluster.members().size()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void lasting() throws InterruptedException {
    Thread.sleep(FAULT_MILLIS_MIN + random.nextInt(faultMillisMax - FAULT_MILLIS_MIN));
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

  /** As an upgrade or a change of flags does it: SIGTERM, and a new process at once. */
  private void restart(int member) throws IOException {
    double from = observed.nowMillis();
    RealMember restarted = cluster.members().get(member);
    restarted.terminate();
    observed.fault("SIGTERM and restart", member, from);
    restarted.start();
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
