package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.joining.DirectoryCondition;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time from the start of the replicas until each of them is ready or out. One that is out does
 * not keep the others from serving: a replica is ready only when a majority serves.
 */
final class ClusterStart {
  private static final int PULSE_MILLIS = 20;

  private final List<Supervised> replicas;
  private final Readmission readmission;
  private final PrintWriter out;
  private final Duration bound;
  private final List<Supervised> waiting;
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> isOut = new ArrayList<>();
  private int ready;
  private @Nullable String firstReason;

  ClusterStart(
      List<Supervised> replicas, Readmission readmission, PrintWriter out, Duration bound) {
    this.replicas = replicas;
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
      for (Supervised each : List.copyOf(waiting)) {
        look(each, beganNanos);
      }
      requireMajority();
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

  private void look(Supervised each, long beganNanos) {
    String failure = each.startFailure;
    if (each.health.isReady()) {
      waiting.remove(each);
      ready++;
      out.println("Ready: %s (%s)".formatted(each.name(), Supervisor.since(beganNanos)));
    } else if (failure != null) {
      isOut(each, failure, false);
    } else if (each.process.running().isEmpty()) {
      lookAtDirectory(each);
    }
  }

  private void lookAtDirectory(Supervised each) {
    switch (each.process.condition()) {
      case REMOVED -> {
        waiting.remove(each);
        leftOut.add(each.name());
        each.knownToBeDown(true);
        remember(each.name() + " was removed from the group");
        out.println("Left out: " + each.name() + ", which was removed from the group");
        out.println("With an empty directory it may join again, as a new member:");
        readmission.commandsOfRemoved(each.process.spec()).forEach(out::println);
      }
      case EMPTY -> {
        if (each.process.pid() != 0) {
          isOut(each, each.process.lastWords(), false);
        } else if (ready > 0) {
          readmit(each);
        }
      }
      case HOLDS_MEMBER, DAMAGED ->
          isOut(each, each.process.lastWords(), each.process.isLostForGood());
    }
  }

  /** Its directory is empty, and the group serves without it. */
  private void readmit(Supervised each) {
    switch (readmission.of(each.process.spec())) {
      case Readmission.Verdict.MayJoin(var by) -> out.println(each.joinBy(by));
      case Readmission.Verdict.IsMember _ ->
          isOut(each, "its directory is empty, and the group has it as a member still", true);
      case Readmission.Verdict.Unknown _ -> {
        // Asked again at the next look.
      }
    }
  }

  private void isOut(Supervised each, String reason, boolean forGood) {
    waiting.remove(each);
    isOut.add(each.name());
    each.knownToBeDown(forGood);
    remember("%s ended while it started: %s".formatted(each.name(), reason));
    if (replicas.size() == 1) {
      return;
    }
    out.println("Out: %s: %s".formatted(each.name(), reason));
    if (forGood) {
      readmission.wayBack(each.process.spec()).forEach(out::println);
    }
  }

  private void remember(String reason) {
    if (firstReason == null) {
      firstReason = reason;
    }
  }

  /** How many vote is known to the group alone; this never takes them for more than they are. */
  private void requireMajority() {
    long returning =
        waiting.stream()
            .filter(each -> each.process.running().isEmpty())
            .filter(each -> each.process.condition() == DirectoryCondition.EMPTY)
            .count();
    long voters = replicas.size() - leftOut.size() - returning;
    long starting = waiting.size() - returning;
    if (ready == 0 && starting < voters / 2 + 1) {
      String reason = firstReason == null ? "no replica has data" : firstReason;
      throw new ClusterException(
          replicas.size() == 1
              ? reason
              : "no majority can become ready, so all stops: %s. What to do when the majority is"
                      .formatted(reason)
                  + " lost for good: docs/membership.md");
    }
  }

  private void giveUpWaiting() {
    for (Supervised each : List.copyOf(waiting)) {
      String reason =
          "not ready after %d s: %s".formatted(bound.toSeconds(), each.health.whatFails());
      if (ready == 0) {
        throw new ClusterException(each.name() + " was " + reason);
      }
      isOut(each, reason, false);
    }
  }
}
