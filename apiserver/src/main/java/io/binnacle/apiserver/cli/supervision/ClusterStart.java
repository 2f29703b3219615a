package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time until each replica is ready or out, told in the same words whoever supervises them. One
 * that is out does not keep the others from serving: a replica is ready only when a majority
 * serves.
 */
final class ClusterStart {
  private static final int PULSE_MILLIS = 20;

  private final List<? extends Starting> replicas;
  private final Readmission readmission;
  private final PrintWriter out;
  private final Duration bound;
  private final Duration patience;
  private final List<Starting> waiting;
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> isOut = new ArrayList<>();
  private int ready;
  private int returning;
  private @Nullable String firstReason;
  private @Nullable Long doubtfulSinceNanos;

  /** A replica that is to become ready. */
  interface Starting {
    ReplicaSpec spec();

    boolean isReady();

    /** Why it is not, for people. */
    String whatFails();

    /**
     * Looks at one that is not ready.
     *
     * @param othersServe whether another one is, so that the group can be asked
     */
    Progress progress(boolean othersServe);

    /**
     * It is out or left out, and that was told.
     *
     * @param forGood whether only a person can bring it back
     */
    void knownToBeDown(boolean forGood);
  }

  /** One that is looked at by its process and by what it answers. */
  interface Observed extends Starting {
    ReplicaProcess process();

    HealthWatch health();

    @Override
    default ReplicaSpec spec() {
      return process().spec();
    }

    @Override
    default boolean isReady() {
      return health().isReady();
    }

    @Override
    default String whatFails() {
      return health().whatFails();
    }
  }

  /** How far a replica is that is not ready. */
  sealed interface Progress {
    record OnItsWay() implements Progress {}

    /** On its way from now on. */
    record Joining(String line) implements Progress {}

    /** Its directory is empty: it counts for nothing until the others take it in. */
    record WaitingForOthers() implements Progress {}

    /** The group has removed it. */
    record Removed() implements Progress {}

    /**
     * It will not become ready by itself soon.
     *
     * @param forGood whether only a person can bring it back
     */
    record Out(String reason, boolean forGood) implements Progress {}
  }

  /**
   * A start that has begun.
   *
   * @param patience how long one that starts is waited for when those that are out would be half of
   *     the voters or more: they may have been removed, which the others learn from their data
   */
  ClusterStart(
      List<? extends Starting> replicas,
      Readmission readmission,
      PrintWriter out,
      Duration bound,
      Duration patience) {
    this.replicas = replicas;
    this.patience = patience;
    this.readmission = readmission;
    this.out = out;
    this.bound = bound;
    this.waiting = new ArrayList<>(replicas);
  }

  /**
   * Waits.
   *
   * @param beganNanos when the first was started
   * @return how many are ready, and who is not, for people
   * @throws ClusterException when no majority can become ready, with the cause
   */
  String await(long beganNanos) throws InterruptedException {
    while (true) {
      returning = 0;
      for (Starting each : List.copyOf(waiting)) {
        look(each, beganNanos);
      }
      endIfHopeless();
      if (waiting.isEmpty()) {
        break;
      }
      if (System.nanoTime() - beganNanos > bound.toNanos()) {
        giveUpWaiting();
        break;
      }
      Thread.sleep(PULSE_MILLIS);
    }
    return isOut.isEmpty()
        ? "All ready"
        : "%d of %d ready, without %s"
            .formatted(ready, replicas.size() - leftOut.size(), String.join(" and ", isOut));
  }

  private void look(Starting each, long beganNanos) {
    if (each.isReady()) {
      waiting.remove(each);
      ready++;
      out.println("Ready: %s (%s)".formatted(each.spec().name(), Supervisor.since(beganNanos)));
      return;
    }
    switch (each.progress(ready > 0)) {
      case Progress.OnItsWay _ -> {}
      case Progress.Joining(String line) -> out.println(line);
      case Progress.WaitingForOthers _ -> returning++;
      case Progress.Removed _ -> isLeftOut(each);
      case Progress.Out(String reason, boolean forGood) -> isOut(each, reason, forGood);
    }
  }

  private void isLeftOut(Starting each) {
    String name = each.spec().name();
    waiting.remove(each);
    leftOut.add(name);
    each.knownToBeDown(true);
    remember(name + " was removed from the group");
    out.println("Left out: " + name + ", which was removed from the group");
    out.println("With an empty directory it may join again, as a new member:");
    readmission.commandsOfRemoved(each.spec()).forEach(out::println);
  }

  private void isOut(Starting each, String reason, boolean forGood) {
    String name = each.spec().name();
    waiting.remove(each);
    isOut.add(name);
    each.knownToBeDown(forGood);
    remember("%s ended while it started: %s".formatted(name, reason));
    if (replicas.size() == 1) {
      return;
    }
    out.println("Out: %s: %s".formatted(name, reason));
    if (forGood) {
      readmission.wayBack(each.spec()).forEach(out::println);
    }
  }

  private void remember(String reason) {
    if (firstReason == null) {
      firstReason = reason;
    }
  }

  /** How many vote is known to the group alone; this never takes them for less than they are. */
  private void endIfHopeless() {
    int voters = replicas.size() - leftOut.size() - returning;
    int starting = waiting.size() - returning;
    if (ready > 0 || starting > voters / 2) {
      doubtfulSinceNanos = null;
      return;
    }
    long now = System.nanoTime();
    if (doubtfulSinceNanos == null) {
      doubtfulSinceNanos = now;
    }
    if (starting == 0 || now - doubtfulSinceNanos >= patience.toNanos()) {
      throw hopeless();
    }
  }

  private ClusterException hopeless() {
    String reason = firstReason;
    if (replicas.size() > 1) {
      return new ClusterException(
          "no majority can become ready: %s. What to do when the majority is lost for good:"
                  .formatted(reason == null ? "no replica has data" : reason)
              + " docs/membership.md");
    }
    if (reason != null) {
      return new ClusterException(reason);
    }
    ReplicaSpec alone = replicas.getFirst().spec();
    readmission.newBeginning(alone).forEach(out::println);
    return new ClusterException(alone.name() + " is down: its directory is empty");
  }

  private void giveUpWaiting() {
    for (Starting each : List.copyOf(waiting)) {
      String reason = "not ready after %d s: %s".formatted(bound.toSeconds(), each.whatFails());
      if (ready == 0) {
        throw new ClusterException(each.spec().name() + " was " + reason);
      }
      isOut(each, reason, false);
    }
  }
}
