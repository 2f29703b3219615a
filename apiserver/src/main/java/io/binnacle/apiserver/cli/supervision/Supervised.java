package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import java.util.Optional;

/** One replica under supervision: notices that it died, and starts it again after a pause. */
final class Supervised {
  private static final long PAUSE_NANOS_MIN = 250_000_000L;
  private static final long PAUSE_NANOS_MAX = 10_000_000_000L;

  /** One that ran this long did not die of its start: the pause begins anew. */
  private static final long HEALTHY_NANOS = 5_000_000_000L;

  final ReplicaProcess process;
  final HealthWatch health;
  private long startedNanos = System.nanoTime();
  private long pauseNanos = PAUSE_NANOS_MIN;
  private boolean knownDown;
  private boolean wasReady;
  private long restartNanos;

  Supervised(ReplicaProcess process, HealthWatch health) {
    this.process = process;
    this.health = health;
  }

  String name() {
    return process.spec().name();
  }

  /** Looks once; returns the line to tell, if something has changed. */
  Optional<String> look(boolean restart, boolean startNow, long nowNanos) {
    if (process.running().isPresent()) {
      knownDown = false;
      wasReady |= health.isReady();
      return Optional.empty();
    }
    if (!knownDown) {
      return Optional.of(noticeEnd(restart, nowNanos));
    }
    if (process.isRemoved()) {
      return Optional.empty();
    }
    boolean due = restart && nowNanos - restartNanos >= 0;
    if (!due && !startNow && !process.adopt()) {
      return Optional.empty();
    }
    return Optional.of(startAgain(nowNanos));
  }

  private String noticeEnd(boolean restart, long nowNanos) {
    knownDown = true;
    if (process.isRemoved()) {
      return name() + " was removed from the group and stays down";
    }
    if (wasReady && nowNanos - startedNanos > HEALTHY_NANOS) {
      pauseNanos = PAUSE_NANOS_MIN;
    }
    wasReady = false;
    restartNanos = nowNanos + pauseNanos;
    String next =
        restart
            ? "starting it again in %.2f s".formatted(pauseNanos / 1e9)
            : "'binnacle up' starts it again";
    pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
    return "%s (pid %d) has ended: %s".formatted(name(), process.pid(), next);
  }

  private String startAgain(long nowNanos) {
    startedNanos = nowNanos;
    try {
      // A person may have started it by hand in the meantime.
      if (!process.adopt()) {
        process.start();
      }
      knownDown = false;
      return "Started %s, pid %d".formatted(name(), process.pid());
    } catch (ClusterException e) {
      restartNanos = nowNanos + pauseNanos;
      pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
      return String.valueOf(e.getMessage());
    }
  }
}
