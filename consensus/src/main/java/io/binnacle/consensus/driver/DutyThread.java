package io.binnacle.consensus.driver;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Steps a duty cycle until it is stopped, and sleeps while there is nothing to do. It never spins:
 * members share few cores with their clients. It is never interrupted, since that would close the
 * files it writes (WAL-21).
 */
final class DutyThread {
  /** One step of something; returns 0 when there was nothing to do. */
  @FunctionalInterface
  interface Cycle {
    int doWork(long nowNanos) throws Exception;
  }

  private final Thread thread;
  private final Cycle cycle;
  private final long idleNanosMax;
  private final Consumer<Throwable> onFailure;
  private volatile boolean running = true;
  private final AtomicBoolean sleeping = new AtomicBoolean();

  DutyThread(String name, long idleNanosMax, Cycle cycle, Consumer<Throwable> onFailure) {
    this.cycle = cycle;
    this.idleNanosMax = idleNanosMax;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (running) {
        if (cycle.doWork(System.nanoTime()) == 0) {
          sleepUnlessWoken();
        }
      }
    } catch (Throwable failure) {
      running = false;
      onFailure.accept(failure);
    }
  }

  /**
   * Says that it sleeps before it looks a last time; whoever adds work does it the other way round.
   * So one of the two sees the other.
   */
  private void sleepUnlessWoken() throws Exception {
    sleeping.set(true);
    if (running && cycle.doWork(System.nanoTime()) == 0) {
      LockSupport.parkNanos(this, idleNanosMax);
    }
    sleeping.set(false);
  }

  /** After work was added; cheap while the thread is busy anyway, or was woken by another one. */
  void wakeUp() {
    if (sleeping.get() && sleeping.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  void stop() {
    running = false;
    LockSupport.unpark(thread);
  }

  /** Waits for the end of the last step; from the thread itself it only returns. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
