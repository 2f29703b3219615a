package io.binnacle.apiserver.controller;

import io.binnacle.apiserver.controller.presence.ReplicaPresence;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the presence of one replica known while it is ready; runs on every replica. */
public final class PresenceLoop implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(PresenceLoop.class);

  /** A third of the time a record lives. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /** Until this replica is ready for the first time. */
  private static final Duration FIRST_PERIOD = Duration.ofMillis(100);

  private static final long STOP_MILLIS_MAX = 2_000;

  private final ReplicaPresence presence;
  private final BooleanSupplier isReady;
  private final Clock clock;
  private final Semaphore stop = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private boolean present;

  private PresenceLoop(ReplicaPresence presence, BooleanSupplier isReady, Clock clock) {
    this.presence = presence;
    this.isReady = isReady;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon(true).name("binnacle-presence").unstarted(this::run);
  }

  public static PresenceLoop start(ReplicaPresence presence, BooleanSupplier isReady, Clock clock) {
    PresenceLoop loop = new PresenceLoop(presence, isReady, clock);
    loop.thread.start();
    return loop;
  }

  private void run() {
    try {
      while (!stop.tryAcquire(
          (present ? PERIOD : FIRST_PERIOD).toMillis(), TimeUnit.MILLISECONDS)) {
        if (isReady.getAsBoolean()) {
          attempt(() -> presence.renew(System.nanoTime(), clock.instant().getEpochSecond()));
          present = true;
        }
      }
      if (present) {
        attempt(() -> presence.leave(System.nanoTime()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Attempt {
    void run() throws UnknownHostException;
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (UnknownHostException | RuntimeException failed) {
      // Another replica may have been faster, or the store does not answer: the next time will do.
      LOGGER.debug("the presence of this replica was not renewed: {}", failed.toString());
    }
  }

  /**
   * Whether the loop has ended though nobody asked it to: what it cannot survive is no exception.
   */
  public boolean hasDied() {
    return !closed && !thread.isAlive();
  }

  /** Says that this replica is going, while the store still works. Does nothing the second time. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop.release();
    try {
      thread.join(STOP_MILLIS_MAX);
      if (thread.isAlive()) {
        thread.interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
